import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { version } from '../../src/cli/version.js';
import { nameBuild, readBuild } from '../../src/runs/build.js';
import { type Manifest, manifestText } from '../../src/runs/manifest.js';
import { runKey } from '../../src/runs/runKey.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

const INLINE = ['--executor', 'inline', '--ui', 'quiet'];

function workplace(rounds: number): string {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'small.yaml'), JSON.stringify({ ...small, training: { rounds } }));
  return cwd;
}

test('a sweep does not take the result of another build for its own, and keeps it', async () => {
  const cwd = workplace(1);
  const scenario = expandScenario({ ...small, training: { rounds: 1 } });
  const [other, own] = [{ sha256: '0'.repeat(64) }, readBuild()].map((build) =>
    runKey(scenario, nameBuild(version(), build)),
  );
  const made = await krumble(['run', 'small.yaml', '--out', `s/${other}`, ...INLINE], { cwd });
  expect(made.code).toBe(0);
  const krumbleThen = `${version()}+000000000000`;
  const points = [{ at: [0], run: other, result: null }];
  const axes = [{ field: 'seed', values: ['3'] }];
  const text = JSON.stringify({ format: 1, krumble: krumbleThen, name: 'small', axes, points, others: [] });
  writeFileSync(path.join(cwd, 's', 'sweep.json'), text);

  const dry = ['sweep', 'small.yaml', '--set', 'seed=[3]', '--out', 's', '--dry-run'];
  const { stdout, stderr } = await krumble(dry, { cwd });
  expect(stdout).toBe(`seed 3: not there yet: ${path.join('s', own)}\n`);
  expect(stderr).toBe(
    `what is in s is the work of krumble ${krumbleThen}, this is ${nameBuild(version())}: ` +
      'it stays, and is not taken for this one’s (krumble why says what changed)\n',
  );
  // The same result under the key of this build is found.
  renameSync(path.join(cwd, 's', other), path.join(cwd, 's', own));
  expect((await krumble(dry, { cwd })).stdout).toMatch(/^seed 3: there, [\d.]+% at best: /);
});

test('a run of another build is not gone on with, but replayed; why names the file', async () => {
  const cwd = workplace(2);
  expect((await krumble(['run', 'small.yaml', '--out', 'r', ...INLINE], { cwd })).code).toBe(0);
  expect((await krumble(['why', 'r'], { cwd })).stdout).toContain(
    'all that takes part in a round is as it was',
  );
  const folder = path.join(cwd, 'r');
  const file = path.join(folder, 'manifest.json');
  const { sha256: _, ...manifest } = JSON.parse(readFileSync(file, 'utf8')) as Manifest & { sha256: string };
  const { build } = manifest;
  const kernels = build!.files.kernels.replace(/distances\.js [0-9a-f]{12}/, 'distances.js 0123456789ab');
  const other = { sha256: '0'.repeat(64), files: { ...build!.files, kernels } };
  writeFileSync(file, manifestText({ ...manifest, build: other }));
  for (const name of ['result.json', 'SHA256SUMS']) writeFileSync(path.join(folder, name), '');
  const { code, stderr } = await krumble(['resume', 'r', ...INLINE], { cwd });
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(
      /^krumble: r: build: one run is the work of one build .*, found \S+\+000000000000, /,
    ),
  ]);
  expect((await krumble(['why', 'r'], { cwd })).stdout).toContain(
    '+000000000000: changed: kernels/distances.js\n',
  );
  const sweep = path.join(cwd, 's');
  mkdirSync(sweep);
  for (const name of ['0123456789abcdef', 'fedcba9876543210'])
    cpSync(folder, path.join(sweep, name), { recursive: true });
  const own = manifestText(manifest);
  writeFileSync(path.join(sweep, 'fedcba9876543210', 'manifest.json'), own);
  const both = (await krumble(['why', 's'], { cwd })).stdout.split('\n').map((line) => line.slice(0, 23));
  expect(both).toEqual(['this is    krumble 0.2.', '1 run      by krumble 0', '1 run      by krumble 0', '']);
});

test.each([
  [['why', 'small.yaml'], /^krumble: small\.yaml: is not a run folder\n$/],
  [['why', 'nothing'], /^krumble: nothing: there is no such file or folder\n$/],
  [['why', '.'], /^krumble: \.: holds neither a run nor a sweep\n$/],
])('%j is refused in one line', async (args, message) => {
  const { code, stdout, stderr } = await krumble(args, { cwd: workplace(1) });
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
});
