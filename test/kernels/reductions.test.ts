import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnMean } from '../../src/kernels/columnMean.js';
import { meanNearestMedian } from '../../src/kernels/meanNearestMedian.js';
import { trimmedColumnMean } from '../../src/kernels/trimmedColumnMean.js';

/** Rows of a column given as values: one coordinate each. */
const rows = (...values: number[]) => values.map((value) => Float32Array.of(value));
const small = fc.constantFrom(-3, -1, -0.5, 0, 0.5, 1, 2, 7, 40, Number.NaN, Infinity, -Infinity);
const column = fc.array(small, { minLength: 1, maxLength: 12 });

describe('columnMean', () => {
  test('is the mean of each column and keeps every row', () => {
    const { aggregate, kept } = columnMean([Float32Array.of(0, 0), Float32Array.of(3, 6)]);
    expect([...aggregate]).toEqual([1.5, 3]);
    expect([...kept]).toEqual([2, 2]);
  });
});

describe('trimmedColumnMean', () => {
  test('drops the lowest and the highest values', () => {
    expect([...trimmedColumnMean(rows(50, 0, 9, 1, 2), 1).aggregate]).toEqual([4]);
    expect([...trimmedColumnMean(rows(50, 0, 9, 1, 2), 1).kept]).toEqual([0, 0, 1, 1, 1]);
  });

  test('of equal values drops the lowest row at the low end and the highest row at the high end', () => {
    expect([...trimmedColumnMean(rows(1, 1, 1, 1, 1), 1).kept]).toEqual([0, 1, 1, 1, 0]);
    expect([...trimmedColumnMean(rows(5, 1, 1, 5, 5), 1).kept]).toEqual([1, 0, 1, 1, 0]);
  });

  test('agrees with sorting by value and row', () => {
    fc.assert(
      fc.property(column, fc.nat(5), (values, wanted) => {
        const drop = Math.min(wanted, Math.ceil(values.length / 2) - 1);
        const order = values
          .map((value, row) => ({ value: Number.isNaN(value) ? Infinity : value, row }))
          .sort((a, b) => (a.value === b.value ? a.row - b.row : a.value - b.value))
          .slice(drop, values.length - drop);
        const { aggregate, kept } = trimmedColumnMean(rows(...values), drop);
        const expected = values.map((_, row) => (order.some((one) => one.row === row) ? 1 : 0));
        expect([...kept]).toEqual(expected);
        const sum = order.sort((a, b) => a.row - b.row).reduce((total, { value }) => total + value, 0);
        expect(aggregate[0]).toBe(Math.fround(sum / order.length));
      }),
    );
  });
});

describe('meanNearestMedian', () => {
  test('keeps the values nearest to the median', () => {
    expect([...meanNearestMedian(rows(50, 0, 9, 1, 2), 3).aggregate]).toEqual([1]);
    expect([...meanNearestMedian(rows(50, 0, 9, 1, 2), 3).kept]).toEqual([0, 1, 0, 1, 1]);
  });

  test('takes the mean of the two middle values as the median of an even count', () => {
    // Median 3: 2 and 4 are nearest. A lower median of 2 would take 1 and 2, an upper one of 4 takes 4 and 5.
    expect([...meanNearestMedian(rows(1, 2, 4, 5), 2).aggregate]).toEqual([3]);
  });

  test('of equally near values takes the lowest row', () => {
    expect([...meanNearestMedian(rows(4, 2, 3), 2).kept]).toEqual([1, 0, 1]);
    expect([...meanNearestMedian(rows(2, 4, 3), 2).kept]).toEqual([1, 0, 1]);
  });

  test('agrees with sorting by distance and row', () => {
    fc.assert(
      fc.property(column, fc.nat(12), (values, wanted) => {
        const keep = 1 + (wanted % values.length);
        const clean = values.map((value) => (Number.isNaN(value) ? Infinity : value));
        const sorted = [...clean].sort((a, b) => (a === b ? 0 : a - b));
        const middle = values.length >> 1;
        const median = values.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        const order = clean
          .map((value, row) => ({ value, row, distance: distance(value, median) }))
          .sort((a, b) => (a.distance === b.distance ? a.row - b.row : a.distance - b.distance))
          .slice(0, keep)
          .sort((a, b) => a.row - b.row);
        const { aggregate, kept } = meanNearestMedian(rows(...values), keep);
        expect([...kept]).toEqual(values.map((_, row) => (order.some((one) => one.row === row) ? 1 : 0)));
        expect(aggregate[0]).toBe(Math.fround(order.reduce((sum, { value }) => sum + value, 0) / keep));
      }),
    );
  });
});

function distance(value: number, median: number): number {
  if (!Number.isFinite(value)) return Infinity;
  const away = Math.abs(value - median);
  return away < Infinity ? away : Number.MAX_VALUE;
}
