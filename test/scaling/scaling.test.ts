import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/actors/plan.js';
import type { StepRecord } from '../../src/cluster/executor.js';
import { findBottleneck } from '../../src/scaling/bottleneck.js';
import { costsFrom } from '../../src/scaling/costs.js';
import { amdahlFraction, amdahlSpeedUp, gustafsonSpeedUp, karpFlatt } from '../../src/scaling/fits.js';
import { measureGaps } from '../../src/scaling/gaps.js';
import { compareGrown } from '../../src/scaling/otherWorkers.js';
import { oneDigest } from '../../src/scaling/oneDigest.js';
import { computeScaling } from '../../src/scaling/scaling.js';
import { accountStages } from '../../src/scaling/stageAccounts.js';
import { criticalMs, type Trace, workMs } from '../../src/scaling/trace.js';
import { virtualRoundMs } from '../../src/scaling/virtualRound.js';

const free = { stepMs: 0, wakeMs: 0, roundMs: 0 };

/** A round of workers that take so long each, then two shards, then the server. */
function buildTrace(workersMs: readonly number[], shardMs = 3, serverMs = 1): Trace {
  return [
    { name: 'gradients', after: [], durationsMs: workersMs },
    { name: 'update', after: ['gradients'], durationsMs: [shardMs, shardMs] },
    { name: 'conclusion', after: ['update'], durationsMs: [serverMs] },
  ];
}

describe('a virtual round', () => {
  test('of one thread takes all steps one after the other, and what lies between them', () => {
    const trace = buildTrace([4, 5, 6, 7]);
    expect(virtualRoundMs(trace, free, 1)).toBe(4 + 5 + 6 + 7 + 3 + 3 + 1);
    expect(workMs(trace)).toBe(29);
    expect(virtualRoundMs(trace, { stepMs: 0.5, wakeMs: 4, roundMs: 10 }, 1)).toBe(29 + 7 * 0.5 + 10);
    expect(virtualRoundMs(trace, free, 1, 1.5)).toBe(29 * 1.5);
  });

  test('of two threads has each take the next step when it is free', () => {
    // One thread takes 4 and 6, the other 5 and 7; then a shard each, and one the server's step.
    expect(virtualRoundMs(buildTrace([4, 5, 6, 7]), free, 2)).toBe(12 + 3 + 1);
    expect(virtualRoundMs(buildTrace([10, 1, 1, 1]), free, 2)).toBe(10 + 3 + 1);
  });

  test('pays for waking a thread that sleeps, but not for one that is awake', () => {
    // The second thread wakes at 2 and takes a worker until 7; the first one is done at 5, and sleeps.
    // At 7 the second one opens the shards' stage and takes one, the first wakes at 9 and takes the other.
    const trace = buildTrace([5, 5]);
    expect(virtualRoundMs(trace, { ...free, wakeMs: 2 }, 2)).toBe(7 + 2 + 3 + 1);
  });

  test('takes what others wait for before the rest', () => {
    const trace: Trace = [
      { name: 'gradients', after: [], durationsMs: [5, 5] },
      { name: 'confided', after: [], durationsMs: [2] },
      { name: 'decision', after: ['confided'], durationsMs: [8] },
      { name: 'conclusion', after: ['decision', 'gradients'], durationsMs: [1] },
    ];
    // One thread has the adversary decide from 2 to 10, the other one does the gradients until 10.
    expect(virtualRoundMs(trace, free, 2)).toBe(11);
    expect(criticalMs(trace)).toBe(11);
  });

  test('never takes less than its share of the work, or than the longest way through it', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 80 }), (workersMs, threads) => {
        const trace = buildTrace(workersMs);
        const takenMs = virtualRoundMs(trace, free, threads);
        const sum = workersMs.reduce((total, durationMs) => total + durationMs, 0);
        expect(takenMs).toBeGreaterThanOrEqual((sum + 7) / threads);
        expect(takenMs).toBeGreaterThanOrEqual(criticalMs(trace));
        expect(takenMs).toBeLessThanOrEqual(sum + 7);
        if (threads >= 30) expect(takenMs).toBe(criticalMs(trace));
      }),
    );
  });
});

test('gaps are those between steps of one thread, those of threads that slept, and those between rounds', () => {
  const plan = [
    { name: 'gradients', actors: [0, 1, 2], after: [] },
    { name: 'update', actors: [0, 1], after: ['gradients'] },
  ] as unknown as Plan;
  const step = (stage: string, thread: number, startMs: number, endMs: number) =>
    ({ stage, thread, startMs, endMs }) as StepRecord;
  const round = (fromMs: number) => ({
    plan,
    steps: [
      step('gradients', 0, fromMs, fromMs + 4),
      step('gradients', 0, fromMs + 4.5, fromMs + 9), // half a ms after the one before; opens the next stage
      step('gradients', 1, fromMs + 1, fromMs + 6),
      step('update', 0, fromMs + 9.1, fromMs + 12),
      step('update', 1, fromMs + 9.25, fromMs + 13), // slept since 6
    ],
  });
  const gaps = measureGaps([round(100), round(115), round(130)]);
  expect(gaps.stepMs).toBeCloseTo(0.5, 9);
  expect(gaps.wakeMs).toBeCloseTo(0.25, 9);
  expect(gaps.roundMs).toBeCloseTo(2, 9); // from 113 to 115
  const [alone] = [{ ...round(0), steps: round(0).steps.filter(({ thread }) => thread === 0) }];
  expect(measureGaps([alone])).toEqual({ stepMs: 0.5, wakeMs: null, roundMs: 0 });
  const costs = costsFrom([
    { threads: 4, gaps: { stepMs: 3, wakeMs: 0.4, roundMs: 3 } },
    { threads: 2, gaps },
    { threads: 1, gaps: { stepMs: 0.01, wakeMs: null, roundMs: 1.5 } },
  ]);
  expect(costs).toEqual({ stepMs: 0.01, wakeMs: gaps.wakeMs, roundMs: 1.5 });
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
  const partsMs = { gradients: 60, attack: 0, 'aggregation and update': 7, nobody: 3 };
  const observation = (threads: number, roundMs: number, rate: number) => ({
    ...{
      threads,
      roundMs,
      spread: { median: roundMs, lower: roundMs - 1, upper: roundMs + 2 },
      partsMs,
      rate,
      trace,
    },
    ...{ driverMs: 3, workMs: 67, memoryBytes: 1e8, bytes: 1e10 * Math.min(threads, 2), stages: [] },
    gaps: { stepMs: 0, wakeMs: threads > 1 ? 0.1 : null, roundMs: 3 },
  });
  const observations = [observation(1, 70, 100), observation(2, 40, 180), observation(4, 50, 170)];
  const scaling = computeScaling(observations, { cores: 2 });
  expect(scaling.points.map(({ speedUp }) => speedUp)).toEqual([1, 1.75, 1.4]);
  expect(scaling.points.map(({ efficiency }) => efficiency)).toEqual([1, 0.875, 0.35]);
  expect(scaling.points.map(({ ceiling }) => ceiling)).toEqual([1, 1.8, 1.7]);
  expect(scaling.points.map(({ streamCeiling }) => streamCeiling)).toEqual([1, 2, 2]);
  expect(scaling.points.map(({ oversubscribed }) => oversubscribed)).toEqual([false, false, true]);
  expect(scaling.points[1].waitShare).toBeCloseTo(1 - 67 / 80, 12);
  expect(scaling.points[1].partsSpeedUp).toMatchObject({ gradients: 1, attack: null });
  expect(scaling.amdahl!.serialFraction).toBeCloseTo(karpFlatt({ threads: 2, speedUp: 1.75 }), 12);
  // At two threads the machine gives 1.8: steps take 2 / 1.8 of their time there.
  expect(scaling.points[1].predictedMs).toBeCloseTo(virtualRoundMs(trace, scaling.costs, 2, 2 / 1.8), 9);
  expect(scaling.predictionError).toBe(scaling.points[1].predictedMs / 40 - 1);
  expect(scaling.predicted.map(({ threads }) => threads)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
  expect(scaling.predicted[0].roundMs).toBeCloseTo(70, 0); // what it was made from
});

describe('the next bottleneck', () => {
  const costs = { stepMs: 0.1, wakeMs: 0, roundMs: 2 };

  test('is the stage whose steps are shared the least evenly', () => {
    // Five steps of 4 on four threads: 8 instead of 5. Two shards on four threads: 3 instead of 1.5.
    const { what, gainMs } = findBottleneck(buildTrace([4, 4, 4, 4, 4]), { ...costs, stepMs: 0 }, 4);
    expect([what, gainMs]).toEqual(['gradients, not shared evenly', 3]);
    expect(findBottleneck(buildTrace([4, 4, 4, 4], 6), { ...costs, stepMs: 0 }, 4)).toEqual({
      what: 'update, not shared evenly',
      gainMs: 3,
    });
  });

  test('is one of the costs where that is more', () => {
    const trace = buildTrace([1, 1], 1, 0.1);
    expect(findBottleneck(trace, costs, 2)).toEqual({ what: 'what is between rounds', gainMs: 2 });
    expect(findBottleneck(trace, { ...costs, stepMs: 3 }, 2).what).toBe('what is before each step');
    const slow = findBottleneck(trace, { ...costs, wakeMs: 9 }, 2);
    expect(slow.what).not.toBe('what is before each step');
  });
});

test('stages are accounted for: work, the longest step, what a thread waits, who has more than an even share', () => {
  const plan = [{ name: 'update', actors: [0, 1, 2] }] as unknown as Plan;
  const step = (thread: number, startMs: number, endMs: number) =>
    ({ stage: 'update', thread, startMs, endMs }) as StepRecord;
  const steps = [step(0, 10, 14), step(1, 11, 13), step(0, 14, 20)];
  const [account, ...others] = accountStages([{ plan, steps }], 2);
  expect(others).toEqual([]);
  // 12 ms of work from 10 to 20: an even share of two threads is 6, and thread 0 has 10.
  const expected = { name: 'update', steps: 3, workMs: 12, longestMs: 6, spanMs: 10, waitMs: 4 };
  expect(account).toMatchObject(expected);
  expect(account.imbalance).toBeCloseTo(2 / 3, 12);
});

test('weak scaling sets threads with so many times the workers beside one thread', () => {
  const runs = [
    { threads: 1, workers: 5, roundsMs: [9, 10, 30] },
    { threads: 4, workers: 20, roundsMs: [11, 12.5, 13] },
  ];
  expect(compareGrown(runs)).toEqual([
    { threads: 1, workers: 5, roundMs: 10, efficiency: 1 },
    { threads: 4, workers: 20, roundMs: 12.5, efficiency: 0.8 },
  ]);
  expect(() => compareGrown(runs.slice(1))).toThrow('weak scaling is told from one thread');
});
