import { expect, test } from 'vitest';
import { isRankSettled } from '../../src/aggregation/isRankSettled.js';

/** Squared distances among n rows of which nothing is known but that no two are equal. */
const apart = (n: number) => new Float64Array(n * n).fill(1);
const rank = (scores: number[], chosen: number[], error: number, squares = apart(scores.length)) =>
  isRankSettled({ rows: scores.length, squares }, { scores, chosen }, error);

test('a choice is settled where each chosen row lies farther before every other than scores can be off', () => {
  expect(rank([10, 12, 30], [0], 1e-6)).toBe(true);
  expect(rank([10, 10.0001, 30], [0], 1e-6)).toBe(true);
  expect(rank([10, 10.00001, 30], [0], 1e-6)).toBe(false);
  expect(rank([10, 10.00001, 30], [0], 1e-8)).toBe(true);
  expect(rank([30, 10, 10.00001], [1, 2], 1e-6)).toBe(true);
  expect(rank([10.00002, 10, 10.00001], [1, 2], 1e-6)).toBe(false);
});

test('rows at distance 0 keep their order, and others of equal scores need not', () => {
  const equal = apart(3);
  for (const at of [1, 3]) equal[at] = 0;
  expect(rank([10, 10, 30], [0], 1e-6, equal)).toBe(true);
  expect(rank([10, 10, 30], [1], 1e-6, equal)).toBe(false);
  expect(rank([10, 10, 30], [0], 1e-6)).toBe(false);
  expect(rank([10, 10, 30], [0], 0)).toBe(false);
});

test('nothing is settled where an error is not small or a score not finite', () => {
  expect(rank([1, 1e9], [0], 0.1)).toBe(true);
  expect(rank([1, 1e9], [0], 0.11)).toBe(false);
  expect(rank([1, 1e9], [0], NaN)).toBe(false);
  expect(rank([1, NaN], [0], 0)).toBe(false);
  expect(rank([Infinity, Infinity], [0], 0)).toBe(false);
  expect(rank([1, Infinity], [0], 1e-6)).toBe(true);
});
