import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';

const BAD = 'task: mnist-mlp\nsede: 3\ntraining: { rounds: 0 }\n';
const GRID = 'task: mnist-mlp\nseed: [1, 2]\ntraining: { rounds: [1, 2, 3] }\n';
const RUN = '0123456789abcdef';

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-mistakes-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeAll(() => {
  writeFileSync(path.join(cwd, 'bad.yaml'), BAD);
  writeFileSync(path.join(cwd, 'two words.yaml'), GRID);
  // What commands know folders by; nothing in them is read.
  for (const run of [`a sweep/${RUN}`, 'runs/one', 'runs/two']) {
    mkdirSync(path.join(cwd, run), { recursive: true });
    writeFileSync(path.join(cwd, run, 'manifest.json'), '{}');
  }
  writeFileSync(path.join(cwd, 'a sweep', 'sweep.json'), '{}');
});

async function refused(...args: string[]): Promise<string> {
  const before = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort();
  const { code, stdout, stderr } = await krumble(args, { cwd });
  expect([code, stdout]).toEqual([2, '']);
  expect(readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
  return stderr;
}

test.each(['run', 'check', 'sweep'])('%s tells all mistakes of a scenario, a line each', async (command) => {
  const lines = (await refused(command, 'bad.yaml')).split('\n');
  expect(lines.filter((line) => line.startsWith('krumble: '))).toEqual([
    expect.stringMatching(
      /^krumble: bad\.yaml:2:1: sede: unknown key \(did you mean seed\?\), allowed name, /,
    ),
    'krumble: bad.yaml:3:13: training.rounds: found 0, allowed a whole number from 1 to 1000000',
  ]);
  const quoted = ['    sede: 3', '    ^', '    training: { rounds: 0 }', '                ^', ''];
  expect(lines.filter((line) => !line.startsWith('krumble: '))).toEqual(quoted);
});

test.each(['run', 'check'])('%s says that a grid is one, and which command takes it', async (command) => {
  expect(await refused(command, 'two words.yaml')).toBe(
    'krumble: two words.yaml:2:1: this is a grid, with lists where a run takes one value (seed, training.rounds): ' +
      "krumble sweep 'two words.yaml' runs all 6 combinations\n",
  );
});

test.each([
  ...[['replay'], ['resume'], ['verify'], ['branch', '--from', '1', '--set', 'seed=2']],
  ...[['explain-round', '0'], ['compare', 'runs/one'], ['compare', '--json', 'runs/one'], ['pack']],
])('%s says of a sweep what it is and what shows it', async (command, ...more) => {
  expect(await refused(command, 'a sweep', ...more)).toBe(
    "krumble: a sweep: holds a sweep, not a run: krumble report 'a sweep' -o report.html shows it whole; " +
      `name a run in it, as 'a sweep/${RUN}'\n`,
  );
});

test.each(['replay', 'report'])(
  '%s says of a folder with runs in it to name one of them',
  async (command) => {
    const output = command === 'report' ? ['-o', 'x.html'] : [];
    expect(await refused(command, 'runs', ...output)).toBe(
      'krumble: runs: holds runs in folders of their own, and is none: name a run in it, as runs/one\n',
    );
  },
);

test.each(['run', 'check', 'sweep'])(
  '%s says of the folder of a run, and of a sweep, what takes it',
  async (command) => {
    expect(await refused(command, 'runs/one')).toBe(
      'krumble: runs/one: is a run, not a scenario: krumble watch runs/one shows it, krumble resume runs/one goes on with it\n',
    );
    expect(await refused(command, 'a sweep')).toBe(
      "krumble: a sweep: is a sweep, not a scenario: krumble report 'a sweep' -o report.html shows it whole\n",
    );
  },
);
