import { type Fault, type RoundRecord, type ScenarioInput, type SimulationOptions, simulate } from 'krumble';
import { lastValueFrom, toArray } from 'rxjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { small } from '../support/small.js';

async function play(options: SimulationOptions): Promise<RoundRecord[]> {
  const rounds = await lastValueFrom(simulate(small, { threads: 2, ...options }).pipe(toArray()));
  return rounds.map(({ record }) => record);
}

let undisturbed: RoundRecord[];
beforeAll(async () => {
  undisturbed = await play({});
});

const fault = (kind: Fault['kind'], actor: Fault['actor'], round: number, attempt = 1): Fault => ({
  kind,
  actor,
  round,
  attempt,
});

describe('a thread that is lost in the middle of a round is replaced, and no record changes:', () => {
  test.each([
    ['exits at a worker', [fault('exit', 'worker/5', 2)], 1],
    ['exits at a shard that holds all reports', [fault('exit', 'shard/7', 4)], 1],
    ['exits at the server', [fault('exit', 'server/0', 0)], 1],
    [
      'exits at the adversary, twice',
      [fault('exit', 'adversary/0', 1), fault('exit', 'adversary/0', 1, 2)],
      2,
    ],
    ['exits while it evaluates', [fault('exit', 'evaluator/1', 3)], 1],
    ['hangs at a worker', [fault('hang', 'worker/0', 3)], 1],
    ['runs out of memory', [fault('memory', 'worker/3', 5)], 1],
    ['fails in several rounds', [0, 1, 2, 3].map((round) => fault('exit', 'worker/1', round)), 4],
  ])('%s', async (_, faults, losses) => {
    const incidents: string[] = [];
    const records = await play({
      faults,
      taskDeadlineMs: 4000,
      threadHeapMb: 96,
      onIncident: (incident) => incidents.push(incident),
    });
    expect(records).toEqual(undisturbed);
    expect(incidents).toHaveLength(losses);
    for (const incident of incidents) expect(incident).toMatch(/^round \d: .*; the round is begun anew$/);
  });
});

test('nor does one that an adversary decides by trials, of which other threads measure parts', async () => {
  const searching: ScenarioInput = {
    ...small,
    attack: { name: 'optimal-little' },
    defense: { rule: 'krum' },
    training: { ...small.training, rounds: 4 },
  };
  const playSearch = async (options: SimulationOptions) =>
    (await lastValueFrom(simulate(searching, options).pipe(toArray()))).map(({ record }) => record);
  const alone = await playSearch({ executor: 'inline' });
  const faults = [fault('exit', 'worker/1', 1), fault('exit', 'adversary/0', 2), fault('exit', 'shard/0', 3)];
  expect(await playSearch({ threads: 3, faults })).toEqual(alone);
  expect(await playSearch({ threads: 2, faults })).toEqual(alone);
});

test('a clock that jumps is told once and changes no record', async () => {
  const incidents: string[] = [];
  const faults = [fault('clock', 'worker/5', 1), fault('clock', 'shard/3', 4)];
  const records = await play({ threads: 1, faults, onIncident: (incident) => incidents.push(incident) });
  expect(records).toEqual(undisturbed);
  // In round 0, if it is still being evaluated.
  expect(incidents).toHaveLength(1);
  expect(incidents[0]).toMatch(/^round [01]: the clock of a thread jumped; its times are not to be trusted$/);
});

test('a thread that is lost three times in a round ends the run with seed, round and cause', async () => {
  const faults = [1, 2, 3].map((attempt) => fault('exit', 'worker/4', 2, attempt));
  await expect(play({ faults })).rejects.toThrow(
    /^seed 3, round 2: a thread was lost 3 times in this round; at last: .*worker\/4/,
  );
});

test('a hang is told as such', async () => {
  const faults = [1, 2, 3].map((attempt) => fault('hang', 'worker/4', 0, attempt));
  await expect(play({ faults, taskDeadlineMs: 1500 })).rejects.toThrow(/at last: no answer within 1.5 s/);
});

test('an error of an actor’s own is not tried again', async () => {
  const incidents: string[] = [];
  const faults = [fault('throw', 'shard/2', 1)];
  await expect(play({ faults, onIncident: (text) => incidents.push(text) })).rejects.toThrow(
    'seed 3, round 1: shard/2 failed: Error: injected fault in round 1 at shard/2',
  );
  expect(incidents).toEqual([]);
});
