import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';
import { hasPseudoTerminals, inTerminal } from '../support/pseudoTerminal.js';
import { makeRunFolder, makeSweepFolder } from '../support/runFolders.js';

describe('krumble list runs', () => {
  test('is a table of runs and sweeps, no wider than the terminal, and JSON with every field', async () => {
    const cwd = temporaryFolder();
    makeRunFolder(path.join(cwd, 'runs', 'a,seed=2'), { name: 'A, seed 2', result: {} });
    makeSweepFolder(path.join(cwd, 'runs', 'grid'), 4, [30]);
    const { stdout } = await krumble(['list', 'runs'], { cwd });
    expect(stdout).toMatch(/^ +state +done +end +best +changed +size +name\n/);
    expect(stdout).toMatch(
      /^runs\/a,seed=2 +complete +10 rounds +70\.0 +80\.0 +\d{4}-\d\d-\d\d \d\d:\d\d +\d+ B +A, seed 2$/m,
    );
    expect(stdout).toMatch(/^runs\/grid +stopped +1 of 4 +- +30\.0 .* seeds$/m);
    const narrow = await krumble(['list', 'runs'], { cwd, columns: 60, terminal: true });
    expect(narrow.stdout.split('\n').every((line) => line.length <= 60)).toBe(true);
    const json = await krumble(['list', 'runs', 'runs', '--json'], { cwd });
    expect(JSON.parse(json.stdout)).toContainEqual({
      ...{ folder: 'runs/a,seed=2', kind: 'run', state: 'complete', problem: null, name: 'A, seed 2' },
      ...{ changes: ['seed=2'], rounds: 10, roundsWanted: 10, runs: null, runsWanted: null },
      ...{ accuracyFinal: 70, accuracyMax: 80 },
      ...{ bytes: expect.any(Number) as number, changed: expect.stringMatching(/^\d{4}-.*Z$/) as string },
    });
  });

  test('has nothing to list where there are no runs yet, and refuses a folder that is not there', async () => {
    const cwd = temporaryFolder();
    expect(await krumble(['list', 'runs'], { cwd })).toMatchObject({
      code: 0,
      stdout: 'no run and no sweep is in runs\n',
    });
    expect((await krumble(['list', 'runs', '--json'], { cwd })).stdout).toBe('[]\n');
    expect(await krumble(['list', 'runs', 'elsewhere'], { cwd })).toMatchObject({ code: 2 });
    expect(await krumble(['list', 'rules', 'runs'], { cwd })).toMatchObject({ code: 2 });
  });
});

test('krumble alone prints the help where there is no terminal', async () => {
  const { stdout, code } = await krumble([]);
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: krumble');
});

test.skipIf(!hasPseudoTerminals())(
  'at home one filters, runs, comes back, watches, deletes and leaves',
  async () => {
    const cwd = temporaryFolder();
    const spare = makeRunFolder(path.join(cwd, 'runs', 'spare'), { result: {} });
    const { press, saw, ended, text } = inTerminal([], { cwd, columns: 80, rows: 24 });
    await saw(/\[1 runs 1\][^]*> {3}spare +complete/);
    press('3/quadratic\r');
    await saw(/1 of \d+[^]*> {3}quadratic-sign-flip/);
    press('\r');
    await saw('the run is complete');
    press('q');
    await saw(/\[1 runs 2\][^]*> {3}quadratic-sign-flip\S+ +complete/);
    press('\r');
    await saw('watching Sign flip');
    press('q');
    await saw(/\[1 runs 2\]/);
    press('\x1b[Bd');
    await saw('delete runs/spare for good?');
    press('y');
    await saw('runs/spare is deleted');
    expect(existsSync(spare)).toBe(false);
    press('q');
    expect(await ended).toBe(0);
    expect(await text()).not.toContain('at home');
  },
);
