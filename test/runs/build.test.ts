import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Build, nameBuild, readBuild } from '../../src/runs/build.js';
import { findBuildDifference } from '../../src/runs/buildDifference.js';
import { temporaryFolder } from '../support/program.js';

const script = new URL('../../scripts/describeBuild.mjs', import.meta.url).href;
const { describeBuild } = (await import(script)) as {
  describeBuild: (dist: string, from: object) => Build;
};

/** What a built krumble is made of, in small. */
const BUILT = {
  'rounds/simulation.js': "import { sum } from '../kernels/sum.js';\nexport const play = () => sum([1]);\n",
  'kernels/sum.js': "import zod from 'zod';\nexport const sum = (values) => values[0] + values[1];\n",
  'cluster/thread.js': "export default () => import('../kernels/later.js');\n",
  'kernels/later.js': '/** A comment. */\nexport const later = 1;\n',
  'kernels/simd.wasm': 'wasm',
  'ui/screen.js': "import '../rounds/simulation.js';\n",
};
const FROM = { roots: ['rounds/simulation.js', 'cluster/thread.js'], packages: [] };

/** The build of these files, in a folder of its own, some of them with another content. */
function describe(changes: Readonly<Record<string, string>> = {}, zod = '4.0.0'): Build {
  const root = temporaryFolder();
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries({ ...BUILT, ...changes })) put(`dist/${file}`, text);
  put('node_modules/zod/package.json', JSON.stringify({ version: zod }));
  return describeBuild(path.join(root, 'dist'), FROM);
}

test('a build is the same wherever it lies, whatever comments say and screens look like', () => {
  const build = describe();
  expect(describe()).toEqual(build);
  expect(describe({ 'kernels/later.js': '// Another comment.\nexport const later = 1;\n' })).toEqual(build);
  expect(describe({ 'ui/screen.js': 'another screen' })).toEqual(build);
  expect(Object.keys(build.files)).toEqual(['cluster', 'kernels', 'packages', 'rounds']);
});

test.each<[string, () => Build, object]>([
  [
    'a kernel',
    () => describe({ 'kernels/sum.js': 'export const sum = () => 0;\n' }),
    { changed: ['kernels/sum.js'], removed: ['packages/zod'] },
  ],
  [
    'a kernel that is loaded when it is wanted',
    () => describe({ 'kernels/later.js': 'export const later = 2;\n' }),
    { changed: ['kernels/later.js'] },
  ],
  ['WebAssembly', () => describe({ 'kernels/simd.wasm': 'other' }), { changed: ['kernels/simd.wasm'] }],
  ['a package', () => describe({}, '4.0.1'), { changed: ['zod 4.0.0, now 4.0.1'] }],
  [
    'an import',
    () =>
      describe({ 'kernels/later.js': "import './new.js';\nexport const later = 1;\n", 'kernels/new.js': '' }),
    { changed: ['kernels/later.js'], added: ['kernels/new.js'] },
  ],
])('%s changes the build, and is named', (_, describeChanged, difference) => {
  const [build, changed] = [describe(), describeChanged()];
  expect(changed.sha256).not.toBe(build.sha256);
  expect(findBuildDifference(build, changed)).toEqual({ changed: [], added: [], removed: [], ...difference });
});

test('this build has what takes part in a round, and nothing that shows or reads one', () => {
  const { sha256, files } = readBuild();
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'actors',
      'aggregation',
      'attacks',
      'data',
      'kernels',
      'models',
      'random',
      'rounds',
    ]),
  );
  for (const folder of ['ui', 'report', 'cli', 'sweeps', 'queue', 'paper', 'testing'])
    expect(files).not.toHaveProperty(folder);
  expect(files.kernels).toMatch(/\bsimd\.wasm [0-9a-f]{12}/);
  expect(nameBuild('0.2.0')).toBe(`0.2.0+${sha256.slice(0, 12)}`);
});
