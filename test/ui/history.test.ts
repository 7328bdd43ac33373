import { describe, expect, test } from 'vitest';
import { History, remainingMs } from '../../src/ui/history.js';
import { madeUp, makeFacts, makeHistory } from '../support/madeUpRun.js';

describe('a history', () => {
  test('keeps rounds with what had come about up to them', () => {
    const history = makeHistory(12);
    expect([history.rounds, history.first, history.at(12)]).toEqual([12, 0, null]);
    expect(history.at(4)!.soFar).toMatchObject({ accuracy: 35, accuracyMax: 35, influenceSum: 4 });
    expect(history.at(11)!.soFar).toMatchObject({ accuracy: 45, accuracyMax: 45 });
    expect(history.upTo(5, 3).map(({ record }) => record.round)).toEqual([3, 4, 5]);
    expect(history.upTo(1, 3).map(({ record }) => record.round)).toEqual([0, 1]);
    expect(history.losses).toHaveLength(12);
    expect(history.accuracies).toEqual([
      { x: 0, y: 35 },
      { x: 5, y: 40 },
      { x: 10, y: 45 },
    ]);
  });

  test('sums how far the aggregates led along the honest means and aside, by the learning rate', () => {
    const history = new History(makeFacts());
    const lengths = [
      { learningRate: 0.1, aggregateNorm: 5, honestMeanNorm: 10, cosine: 0.6 },
      { learningRate: 0.2, aggregateNorm: 10, honestMeanNorm: 5, cosine: -0.8 },
      { learningRate: 0.2, aggregateNorm: 10, honestMeanNorm: null, cosine: null },
    ];
    for (const [round, one] of lengths.entries()) {
      const made = madeUp(round);
      history.add({ ...made, record: { ...made.record, ...one } });
    }
    const { honestWay, alongWay, asideWay } = history.newest!.soFar;
    expect(honestWay).toBeCloseTo(1 + 1, 12);
    expect(alongWay).toBeCloseTo(0.3 - 1.6, 12);
    expect(asideWay).toBeCloseTo(0.4 + 1.2, 12);
  });

  test('of a long run is bounded: the newest rounds, and curves of the whole', () => {
    const history = new History(makeFacts());
    for (let round = 0; round < 30_000; round++) history.add(madeUp(round));
    expect(history.rounds).toBe(30_000);
    expect(history.first).toBeGreaterThan(10_000);
    expect(history.at(history.first)!.record.round).toBe(history.first);
    expect(history.at(history.first - 1)).toBeNull();
    expect(history.at(29_999)!.record.round).toBe(29_999);
    expect(history.losses.length).toBeLessThanOrEqual(4096);
    expect(history.losses[history.losses.length - 1].x).toBe(29_999);
    expect(history.accuracies[history.accuracies.length - 1].x).toBe(29_995);
  });

  test('goes by the rounds that were played, not by those that were recalled', () => {
    const history = new History(makeFacts());
    history.recall(madeUp(0));
    expect(remainingMs(history)).toBeNull();
    history.add(madeUp(1));
    expect(remainingMs(history)).toBe(58 * 250);
  });
});
