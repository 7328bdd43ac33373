import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/actors/messages.js';
import { costsFrom } from '../../src/scaling/costs.js';
import { amdahlFraction, amdahlSpeedUp, gustafsonSpeedUp, karpFlatt } from '../../src/scaling/fits.js';
import { oneDigest } from '../../src/scaling/oneDigest.js';
import { computeScaling } from '../../src/scaling/scaling.js';
import type { Step, Trace } from '../../src/scaling/trace.js';
import { virtualRoundMs } from '../../src/scaling/virtualRound.js';

const free = { taskMs: 0, wakeMs: 0, roundMs: 0 };

/**
 * A round of workers that take so long each and report to two shards.
 * The shards report to the server, it to the driver.
 */
function buildTrace(workersMs: readonly number[], shardMs = 3, serverMs = 1): Trace {
  const workers = workersMs.map((durationMs, index): [Address, Step[]] => {
    const part = { index, of: workersMs.length };
    return [`worker/${index}`, [{ durationMs, sent: [{ to: 'shards', kind: 'report', part }] }]];
  });
  const shards = [0, 1].map((index): [Address, Step[]] => {
    const sent = [{ to: 'server/0' as const, kind: 'updated' as const, part: { index, of: 2 } }];
    return [`shard/${index}`, [{ durationMs: shardMs, sent }]];
  });
  return new Map([...workers, ...shards, ['server/0', [{ durationMs: serverMs, sent: [] }]]]);
}

describe('a virtual round', () => {
  test('of one thread takes all steps one after the other, and what its tasks cost', () => {
    // workers in two parts, the shards together, the server: four tasks
    const trace = buildTrace([4, 5, 6, 7]);
    expect(virtualRoundMs(trace, free, 1)).toBe(4 + 5 + 6 + 7 + 3 + 3 + 1);
    expect(virtualRoundMs(trace, { taskMs: 0.5, wakeMs: 0.25, roundMs: 10 }, 1)).toBe(29 + 4 * 0.75 + 10);
    expect(virtualRoundMs(trace, free, 1, 1.5)).toBe(29 * 1.5);
  });

  test('of two threads has each take the next step when it is free', () => {
    // One thread takes 4 and 6, the other 5; in the second part 7 is all that is left, from 5 on.
    expect(virtualRoundMs(buildTrace([4, 5, 6, 7]), free, 2)).toBe(12 + 3 + 1);
    expect(virtualRoundMs(buildTrace([10, 1, 1, 1]), free, 2)).toBe(10 + 3 + 1);
  });

  test('never takes less than its share of the work, or than the longest way through it', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 80 }), (workersMs, threads) => {
        const trace = buildTrace(workersMs);
        const takenMs = virtualRoundMs(trace, free, threads);
        const sum = workersMs.reduce((total, durationMs) => total + durationMs, 0);
        expect(takenMs).toBeGreaterThanOrEqual((sum + 7) / threads);
        expect(takenMs).toBeGreaterThanOrEqual(Math.max(...workersMs) + 4);
        expect(takenMs).toBeLessThanOrEqual(sum + 7);
        if (threads >= 30) expect(takenMs).toBe(Math.max(...workersMs) + 4);
      }),
    );
  });

  test('with many threads is bound by the driver, who hands out one task after the other', () => {
    const trace = buildTrace(Array<number>(40).fill(1), 0, 0);
    const handedMs = virtualRoundMs(trace, { ...free, taskMs: 2 }, 64);
    expect(handedMs).toBeGreaterThanOrEqual(40 * 2);
  });
});

test('costs that explain rounds are found again', () => {
  const costs = { taskMs: 0.2, wakeMs: 0.1, roundMs: 3 };
  const observed = [
    [1, 8],
    [2, 13],
    [4, 21],
  ].map(([threads, tasks]) => {
    const driverMs = costs.roundMs + costs.taskMs * tasks;
    return { threads, tasks, driverMs, workMs: 80, roundMs: 80 / threads + driverMs + costs.wakeMs * tasks };
  });
  const found = costsFrom(observed);
  for (const cost of ['taskMs', 'wakeMs', 'roundMs'] as const)
    expect(found[cost]).toBeCloseTo(costs[cost], 9);
  const alone = costsFrom(observed.slice(0, 1)); // half of the driver's time is its tasks'
  expect(alone.taskMs * 8).toBeCloseTo(alone.roundMs, 9);
});

describe('fits', () => {
  test('find the serial fraction that speed-ups were made with', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (fraction) => {
        const points = [1, 2, 4, 8].map((threads) => ({
          threads,
          speedUp: amdahlSpeedUp(fraction, threads),
        }));
        expect(amdahlFraction(points)).toBeCloseTo(fraction, 9);
        for (const point of points.slice(1)) expect(karpFlatt(point)).toBeCloseTo(fraction, 9);
      }),
    );
    expect(amdahlFraction([{ threads: 1, speedUp: 1 }])).toBe(null);
    expect(amdahlFraction([{ threads: 2, speedUp: 2.1 }])).toBe(0); // faster than ideal
  });

  test('after Gustafson: a tenth of one thread’s time serial', () => {
    // Of 4 threads, 0.1 + 0.9 / 4 = 0.325; the serial part is 0.1 / 0.325 of it: 4 - 3 x 0.3077.
    expect(gustafsonSpeedUp(0.1, 4)).toBeCloseTo(4 - (3 * 0.1) / 0.325, 12);
    expect(gustafsonSpeedUp(0, 16)).toBe(16);
    expect(gustafsonSpeedUp(1, 16)).toBe(1);
  });
});

test('thread counts that do not end alike are an error that names them and the seed', () => {
  const runs = [1, 2, 4].map((threads) => ({ threads, digest: 'aa' }));
  expect(oneDigest(7, runs)).toBe('aa');
  runs.push({ threads: 8, digest: 'ab' });
  expect(() => oneDigest(7, runs)).toThrow('seed 7: 1 and 8 threads did not end alike: digests aa and ab');
});

test('scaling sets points beside one thread, and leaves more threads than cores out of the fit', () => {
  const trace = buildTrace(Array<number>(12).fill(5));
  const partsMs = { gradients: 60, attack: 0, 'aggregation and update': 7, 'driver alone': 3 };
  const observation = (threads: number, roundMs: number, rate: number) => ({
    ...{
      threads,
      roundMs,
      spread: { median: roundMs, lower: roundMs - 1, upper: roundMs + 2 },
      partsMs,
      rate,
      trace,
    },
    ...{ driverMs: 3, tasks: 4 + threads, workMs: 67, memoryBytes: 1e8 },
  });
  const observations = [observation(1, 70, 100), observation(2, 40, 180), observation(4, 50, 170)];
  const scaling = computeScaling(observations, { cores: 2 });
  expect(scaling.points.map(({ speedUp }) => speedUp)).toEqual([1, 1.75, 1.4]);
  expect(scaling.points.map(({ efficiency }) => efficiency)).toEqual([1, 0.875, 0.35]);
  expect(scaling.points.map(({ ceiling }) => ceiling)).toEqual([1, 1.8, 1.7]);
  expect(scaling.points.map(({ oversubscribed }) => oversubscribed)).toEqual([false, false, true]);
  expect(scaling.points[1].partsSpeedUp).toMatchObject({ gradients: 1, attack: null });
  expect(scaling.amdahl!.serialFraction).toBeCloseTo(karpFlatt({ threads: 2, speedUp: 1.75 }), 12);
  // At two threads the machine gives 1.8: steps take 2 / 1.8 of their time there.
  expect(scaling.points[1].predictedMs).toBeCloseTo(virtualRoundMs(trace, scaling.costs, 2, 2 / 1.8), 9);
  expect(scaling.predictionError).toBe(scaling.points[1].predictedMs / 40 - 1);
  expect(scaling.predicted.map(({ threads }) => threads)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
  expect(scaling.predicted[0].roundMs).toBeCloseTo(70, 0); // what it was made from
});
