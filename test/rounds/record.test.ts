import { createHash } from 'node:crypto';
import { type Round, type ScenarioInput, simulate } from 'krumble';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { chainDigest } from '../../src/rounds/digest.js';
import { small } from '../support/small.js';

const play = (scenario: typeof small, threads = 1): Promise<Round[]> =>
  lastValueFrom(simulate(scenario, { threads }).pipe(toArray()));

describe('the record of a round', () => {
  test('says who made the aggregate', async () => {
    const rounds = await play({ ...small, training: { rounds: 2 } });
    for (const { record } of rounds) {
      expect(record.chosen).toHaveLength(1);
      const [chosen] = record.chosen!;
      expect(record.influence).toEqual(Array.from({ length: 11 }, (_, i) => (i === chosen ? 1 : 0)));
      expect(record.corruptedInfluence).toBe(chosen < 2 ? 1 : 0);
      expect(record.scores![chosen]).toBe(Math.min(...record.scores!.map(Number)));
    }
  });

  test('says with the mean that everybody made it, a bit each', async () => {
    const [{ record }] = await play({ ...small, defense: { rule: 'mean' }, training: { rounds: 1 } });
    expect(record.influence).toEqual(new Array(11).fill(1 / 11));
    expect(record.corruptedInfluence).toBeCloseTo(2 / 11, 12);
    expect(record.chosen).toBeUndefined();
  });

  test('says what each transform did, and that scores and choices are of the rows that came of it', async () => {
    const before = [{ name: 'clipping', limit: 0.5 }, 'bucketing'];
    const defense = { rule: 'krum' as const, variant: 'byzfl' as const, before };
    const [{ record }] = await play({ ...small, defense, training: { rounds: 1 } });
    const [clipping, bucketing] = record.chain!.steps;
    expect(record.chain!.distances).toHaveLength(11);
    expect([clipping.name, bucketing.name]).toEqual(['clipping', 'bucketing']);
    expect(clipping.factors!.every((factor) => factor > 0 && factor < 1)).toBe(true);
    expect(clipping.corrupted).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(bucketing.groups!.flat().sort((a, b) => a - b)).toEqual([...Array(11).keys()]);
    expect(record.scores).toHaveLength(6);
    const [chosen] = record.chosen!;
    const group = bucketing.groups![chosen];
    const total = group.reduce((sum, worker) => sum + clipping.factors![worker], 0);
    for (const [worker, share] of record.influence.entries()) {
      expect(share).toBeCloseTo(group.includes(worker) ? clipping.factors![worker] / total : 0, 5);
    }
    expect(bucketing.distances[chosen]).toBe(0);
    const theirs = bucketing.groups!.map((members) =>
      members.reduce((sum, worker) => sum + (worker < 2 ? clipping.factors![worker] : 0), 0),
    );
    expect(bucketing.corrupted.map((part) => part > 0)).toEqual(theirs.map((part) => part > 0));
  });

  test('says nothing of a chain where there is none', async () => {
    const [{ record }] = await play({ ...small, training: { rounds: 1 } });
    expect(record).not.toHaveProperty('chain');
  });

  test('without corrupted workers the mean is the honest mean: cosine 1, distance 0', async () => {
    const honest: ScenarioInput = {
      ...small,
      workers: { count: 11, batch: 20 },
      attack: { name: 'none' },
      defense: { rule: 'mean' },
    };
    const [{ record }] = await play({ ...honest, training: { rounds: 1 } });
    expect(record.cosine).toBeCloseTo(1, 12);
    expect(record.distance).toBe(0);
    expect(record.aggregateNorm).toBe(record.honestMeanNorm);
    expect(record).not.toHaveProperty('corruptedDistance');
  });

  test('has the corrupted workers’ reports equal under attack, and worker 0 about z sigma away', async () => {
    const [{ record }] = await play({ ...small, attack: { name: 'little', z: 40 }, training: { rounds: 1 } });
    expect(record.reports[0]).toBe(record.reports[1]);
    expect(new Set(record.reports).size).toBe(10);
    expect(record.reports[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(record.corruptedDistance).toBeGreaterThan(20);
    expect(record.corruptedDistance).toBeLessThan(60);
  });

  test('has accuracy in rounds 0, every, 2 every, ... and in the last', async () => {
    const rounds = await play({ ...small, training: { rounds: 5 } });
    expect(rounds.map(({ record }) => record.accuracy !== undefined)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
    for (const { record } of rounds) {
      if (record.accuracy === undefined) continue;
      expect((record.accuracy * 1500) / 100).toBeCloseTo(Math.round((record.accuracy * 1500) / 100), 9);
    }
  });

  test('and time are kept apart', async () => {
    const [{ record, timing }] = await play({ ...small, training: { rounds: 1 } });
    expect(Object.keys(record).filter((key) => /ms|time|memory|thread/i.test(key))).toEqual([]);
    expect(timing.durationMs).toBeGreaterThan(0);
    expect(Object.keys(timing.busyMs)).toEqual([
      'gradients',
      'attack',
      'aggregation',
      'update',
      'evaluation',
    ]);
    expect(new Set(timing.threads!.flatMap(({ busy }) => busy.map(([kind]) => kind)))).toEqual(
      new Set(['worker', 'adversary', 'shard', 'server', 'evaluator']),
    );
  });
});

describe('the chained digest', () => {
  test('is SHA-256 over the previous digest and the record', () => {
    const record = { round: 3 } as never;
    const expected = createHash('sha256').update('abc\n{"round":3}\n').digest('hex');
    expect(chainDigest('abc', record)).toBe(expected);
  });

  test('of every round is another one', async () => {
    const rounds = await play({ ...small, training: { rounds: 4 } });
    expect(new Set(rounds.map(({ record }) => record.digest)).size).toBe(4);
  });
});

describe('simulate', () => {
  test('reports a mistake in the scenario as an error of the stream', async () => {
    const wrong = { ...small, workers: { count: 3, corrupted: 4 } };
    await expect(lastValueFrom(simulate(wrong))).rejects.toMatchObject({
      code: 'KRUMBLE_INPUT',
      message: 'workers.corrupted: found 4, allowed 0 to 3 (workers.count)',
    });
  });

  test('ends when its observer leaves', async () => {
    const incidents: string[] = [];
    const onIncident = (text: string) => incidents.push(text);
    const { record } = await firstValueFrom(simulate(small, { threads: 2, onIncident }).pipe(take(1)));
    expect(record.round).toBe(0);
    expect(incidents).toEqual([]);
  });

  test('completes after the running round when it is asked to stop', async () => {
    const stop = new AbortController();
    const commit = ({ record }: Round) => {
      if (record.round === 1) stop.abort();
    };
    const rounds = await lastValueFrom(
      simulate(small, { threads: 1, commit, signal: stop.signal }).pipe(toArray()),
    );
    expect(rounds.map(({ record }) => record.round)).toEqual([0, 1]);
  });

  test('does not begin a round before the last is committed', async () => {
    const events: string[] = [];
    const commit = async ({ record }: Round) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      events.push(`committed ${record.round}`);
    };
    const scenario = { ...small, training: { rounds: 2 } };
    await new Promise<void>((resolve, reject) => {
      simulate(scenario, { threads: 1, commit }).subscribe({
        next: ({ record }) => events.push(`seen ${record.round}`),
        complete: resolve,
        error: reject,
      });
    });
    expect(events).toEqual(['committed 0', 'seen 0', 'committed 1', 'seen 1']);
  });
});
