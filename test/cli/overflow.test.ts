import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OverflowError, type ScenarioInput, simulate } from 'krumble';
import { lastValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';
import { QUIET, readContent, recordSmall } from '../support/recordedRun.js';
import { small } from '../support/small.js';

/**
 * L2 times the rate: each round multiplies the parameters by about a hundred, which float32 takes 19 times.
 */
const overflowing = {
  ...small,
  attack: { name: 'none' },
  training: { rounds: 30, learningRate: 1000, l2: 0.1 },
} satisfies ScenarioInput;

test('a model that overflows is an outcome: it is recorded, verified, watched and replayed as one', async () => {
  const cwd = temporaryFolder();
  const folder = await recordSmall(cwd, overflowing); // throws unless its exit code is 0
  const read = () =>
    JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8')) as {
      complete: boolean;
      rounds: number;
      overflow: { round: number; workers: number[] };
    };
  const result = read();
  expect(result).toMatchObject({ complete: true, overflow: { round: result.rounds } });
  expect(result.rounds).toBeGreaterThan(5);
  expect(result.rounds).toBeLessThan(30);
  const before = readContent(folder);

  const [verified, watched, replayed, resumed] = await Promise.all([
    krumble(['verify', folder]),
    krumble(['watch', folder, '--ui', 'quiet']),
    krumble(['replay', folder, ...QUIET]),
    krumble(['resume', folder]),
  ]);
  const said = `in round ${result.rounds} the model overflowed`;
  expect(verified.stdout).toContain(`good       ${result.rounds} rounds, of 30, then the model overflowed\n`);
  expect(watched.stdout).toContain(said);
  expect([replayed.code, replayed.stderr]).toEqual([0, '']);
  expect(replayed.stdout).toContain(`bit for bit; round ${result.rounds} overflows again\n`);
  expect(resumed.stderr).toContain('the run is complete, there is nothing to resume');
  expect(readContent(folder)).toEqual(before);

  writeFileSync(
    path.join(folder, 'result.json'),
    `${JSON.stringify({ ...result, overflow: { ...result.overflow, workers: [3] } }, null, 2)}\n`,
  );
  const [forged, unlike] = await Promise.all([
    krumble(['verify', folder]),
    krumble(['replay', folder, ...QUIET]),
  ]);
  expect([forged.code, forged.stderr]).toEqual([4, expect.stringContaining('SHA256SUMS')]);
  expect(unlike.code).toBe(3);
  expect(unlike.stdout).toContain(`different  round ${result.rounds}, server/0: overflow`);
});

test('a run that was killed right before it overflows is resumed to the same end', async () => {
  const folder = await recordSmall(temporaryFolder(), overflowing);
  const whole = readContent(folder);
  for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(folder, name));
  const { code, stdout } = await krumble(['resume', folder, ...QUIET]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('the model overflowed')]);
  expect(readContent(folder)).toEqual(whole);
});

test('the library says it with an error that names seed, round and workers', async () => {
  const error = await lastValueFrom(simulate(overflowing, { threads: 1 })).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OverflowError);
  expect((error as OverflowError).message).toMatch(
    /^seed 3, round \d+: krum \(authors\): the aggregate or the updated parameters are not finite/,
  );
  expect((error as OverflowError).overflow.round).toBeGreaterThan(5);
});
