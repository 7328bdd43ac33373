import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { use, writeModule } from '../support/ownModules.js';
import { temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

function folderWith(more: object): string {
  const cwd = temporaryFolder();
  const scenario = { ...small, training: { rounds: 2 }, ...more };
  writeFileSync(path.join(cwd, 's.yaml'), JSON.stringify(scenario));
  return cwd;
}

const ALONE = { workers: { ...small.workers, corrupted: 1 } };
const told =
  'notice: the attack little can have no effect: one corrupted worker has no deviation; whatever z is, it reports its own gradient';

test('an attack by deviations of one corrupted worker runs as ever, and is said to do nothing', async () => {
  const cwd = folderWith(ALONE);
  const digests = [];
  for (const z of [1, 100]) {
    const args = ['run', 's.yaml', '--set', `attack.z=${z}`, '--out', `z${z}`, '--ui', 'lines'];
    const { code, stdout, stderr } = await krumble(args, { cwd });
    expect([code, stderr.split('\n')[0]]).toEqual([0, told]);
    expect(stdout).not.toContain('notice');
    const result = JSON.parse(readFileSync(path.join(cwd, `z${z}`, 'result.json'), 'utf8')) as {
      digest: string;
    };
    digests.push(result.digest);
  }
  expect(digests[0]).toBe(digests[1]);
  const quiet = await krumble(['run', 's.yaml', '--out', 'quiet', '--ui', 'quiet'], { cwd });
  expect([quiet.code, quiet.stderr]).toEqual([0, '']);
});

test.each([
  [ALONE, `${told}\n`],
  [{ attack: { name: 'little', z: 0 } }, /^notice: the attack little can have no effect: z is 0; .*\n$/],
  [
    { ...ALONE, attack: { name: 'backdoor-sample', z: 1 } },
    /^notice: the attack backdoor-sample can have no/,
  ],
  [
    { attack: { name: 'backdoor-pattern', z: 0, images: 40 } },
    /^notice: the attack backdoor-pattern can have/,
  ],
  [{}, /^$/],
  [{ ...ALONE, attack: { name: 'sign-flip' } }, /^$/],
])('a check of %j says so, beside the scenario', async (more, notice) => {
  const { code, stdout, stderr } = await krumble(['check', 's.yaml'], { cwd: folderWith(more) });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(notice);
  expect(stdout).toMatch(/^# valid: /);
});

test('a sweep says it once, of how many combinations', async () => {
  const cwd = folderWith({
    attack: { name: 'little', z: [0.5, 1] },
    workers: { corrupted: [1, 2], batch: 20 },
  });
  const { code, stdout, stderr } = await krumble(['sweep', 's.yaml', '--dry-run'], { cwd });
  expect([code, stderr]).toEqual([0, `${told} (2 times)\n`]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(4);
});

test('an attack of one’s own can say so too, in a text', async () => {
  const attack = (reason: string) => `tools.defineAttack({
    name: 'mine', summary: 'for this test', sees: 'own', idle: () => ${reason}, forge: ({ own }) => own[0].slice(),
  })`;
  const cwd = folderWith({ attack: { name: 'mine' } });
  const good = await krumble(
    ['check', 's.yaml', ...use(writeModule(cwd, 'good', attack("'it is a test'")))],
    { cwd },
  );
  expect([good.code, good.stderr]).toEqual([0, 'notice: the attack mine can have no effect: it is a test\n']);
  const bad = await krumble(['check', 's.yaml', ...use(writeModule(cwd, 'bad', attack('7')))], { cwd });
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringMatching(/idle gave 7; expected a text, or null/)]);
});
