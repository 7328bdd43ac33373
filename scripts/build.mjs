// Compiles src/ to dist/: TypeScript by tsc, the kernels by AssemblyScript.
// It does so when a source is newer than the last build, or always with --always.
// So a fresh clone and an edited one both run without an extra command.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'dist', '.built');
const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const sources = ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
  path.join(root, name),
);

if (process.argv.includes('--always') || isStale()) build();

function isStale() {
  if (!existsSync(path.join(root, 'src'))) return false; // an installed package: dist/ came with it
  if (!existsSync(stamp)) return true;
  const builtMs = statSync(stamp).mtimeMs;
  return sources.some((source) => newestMs(source) > builtMs);
}

/** The newest modification time below `entry`, folders included: a removed file changes its folder's. */
function newestMs(entry) {
  const stat = statSync(entry);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(entry).map((name) => newestMs(path.join(entry, name))));
}

function build() {
  if (!existsSync(compiler)) {
    console.error(
      'krumble: the compiler is not installed; run `npm ci` (with its development dependencies) first',
    );
    process.exit(1);
  }
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  run(compiler, ['-p', path.join(root, 'tsconfig.build.json')]);
  run(path.join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js'), [
    path.join(root, 'src', 'kernels', 'assembly', 'index.ts'),
    ...['--outFile', path.join(root, 'dist', 'kernels', 'simd.wasm')],
    ...['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--importMemory'],
  ]);
  chmodSync(path.join(root, 'dist', 'cli', 'main.js'), 0o755);
  writeFileSync(stamp, '');
}

function run(program, args) {
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
