import { describe, expect, test } from 'vitest';
import { madeUp } from '../support/madeUpRun.js';
import { MADE_UP_RESULT, makeSweptRun } from '../support/madeUpSweep.js';

describe('a run of a sweep', () => {
  test('has figures of the rounds that were seen, and of its result once there is one', () => {
    const run = makeSweptRun(['x'], 31);
    // A quarter of a second each: 29 more.
    expect(run.figures).toEqual({
      rounds: 31,
      accuracy: 55,
      accuracyMax: 60,
      influence: 21 / 31,
      hits: null,
      leftMs: 7250,
    });
    expect(run.accuracies.map(({ x }) => x)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    run.finish(MADE_UP_RESULT);
    expect(run.figures).toEqual({
      rounds: 60,
      accuracy: 88.25,
      accuracyMax: 90.5,
      influence: 0.1,
      hits: null,
      leftMs: null,
    });
    expect([run.state, run.hasEnded]).toEqual(['done', true]);
    run.finish({ ...MADE_UP_RESULT, overflowRound: 3 });
    expect(run.state).toBe('overflowed');
  });

  test('begins anew where its rounds are read once more', () => {
    const run = makeSweptRun(['x'], 20);
    run.begin(60);
    expect([run.figures.rounds, run.accuracies]).toEqual([0, []]);
    for (let round = 0; round < 20; round++) run.add(madeUp(round));
    expect(run.figures).toEqual(makeSweptRun(['x'], 20).figures);
  });

  test('keeps few points of however many rounds', () => {
    const run = makeSweptRun(['x'], 0);
    const { record } = madeUp(0);
    for (let round = 0; round < 5000; round++) run.add({ record: { ...record, round }, timing: null });
    expect(run.accuracies.length).toBeLessThanOrEqual(1024);
    expect(run.accuracies.at(-1)!.x).toBe(4999);
  });
});
