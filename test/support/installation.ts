import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NATIVE = '@tensorflow/tfjs-node';

/**
 * Installs the built program into a folder, with all packages that it has here but the native backend.
 * The given files take the native backend's place, by their paths in the package. Returns the program's file.
 */
export function installation(folder: string, native: Readonly<Record<string, string>> | null): string {
  const built = ['dist/bundle', 'dist/build.json', 'dist/kernels/simd.wasm'];
  for (const name of [...built, 'scenarios', 'assets', 'package.json']) {
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  const packages = path.join(folder, 'node_modules');
  for (const name of packageNames()) {
    mkdirSync(path.dirname(path.join(packages, name)), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(packages, name), 'junction');
  }
  for (const [file, text] of Object.entries(native ?? {})) {
    const to = path.join(packages, NATIVE, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
  return path.join(folder, 'dist', 'bundle', 'main.js');
}

function packageNames(): string[] {
  const all = readdirSync(path.join(ROOT, 'node_modules')).filter((name) => !name.startsWith('.'));
  return all
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(path.join(ROOT, 'node_modules', name)).map((own) => `${name}/${own}`)
        : [name],
    )
    .filter((name) => name !== NATIVE);
}
