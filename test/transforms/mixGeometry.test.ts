import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Geometry } from '../../src/aggregation/rule.js';
import { mixGeometry } from '../../src/transforms/mixGeometry.js';
import { randomMixing, randomRows } from './mixing.js';

type Rows = readonly (readonly number[])[];

/** The geometry of rows, measured in float64. */
function measure(rows: Rows, hasNorms: boolean): Geometry {
  const square = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);
  const squares = Float64Array.from(rows.flatMap((a) => rows.map((b) => square(a, b))));
  const zero = rows[0].map(() => 0);
  const squaredNorms = hasNorms ? Float64Array.from(rows, (row) => square(row, zero)) : null;
  return { rows: rows.length, squares, squaredNorms };
}

/** The rows that really come out. */
function mix(rows: Rows, weights: Rows): Rows {
  return weights.map((row) =>
    rows[0].map((_, c) => row.reduce((sum, weight, i) => sum + weight * rows[i][c], 0)),
  );
}

/** The largest error of distances, of the largest distance or `least`; and of norms, where there are any. */
function errorOf(rows: Rows, weights: Rows, hasNorms: boolean, least = Number.MIN_VALUE): number {
  const found = mixGeometry(measure(rows, hasNorms), { weights });
  const expected = measure(mix(rows, weights), hasNorms);
  expect(found.rows).toBe(weights.length);
  const largest = (values: ArrayLike<number>) => Math.max(...Array.from(values), 0);
  const error = (a: Float64Array, b: Float64Array) => {
    expect(a).toHaveLength(b.length);
    return largest(a.map((value, k) => Math.abs(value - b[k]))) / Math.max(least, largest(b));
  };
  const ofSquares = error(found.squares, expected.squares);
  if (!hasNorms) {
    expect(found.squaredNorms).toBeNull();
    return ofSquares;
  }
  return Math.max(ofSquares, error(found.squaredNorms!, expected.squaredNorms!));
}

describe('the geometry of mixed rows', () => {
  test('is that of the rows that really come out, for weights that sum to 1', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (seed, count, out, hasNorms) => {
          const rows = randomRows(seed, count, 7);
          expect(errorOf(rows, randomMixing(seed, count, out), hasNorms, 1)).toBeLessThan(1e-12);
        },
      ),
    );
  });

  test('and for rows that are shortened, where norms are measured', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, count) => {
        const rows = randomRows(seed, count, 7);
        const shortened = randomMixing(seed, count, count).map((row, k) =>
          row.map((weight) => weight * [1, 0.25, 0, 1.5][k % 4]),
        );
        expect(errorOf(rows, shortened, true, 1)).toBeLessThan(1e-12);
      }),
    );
  });

  const spread = randomRows(1, 20, 200);
  const far = randomRows(2, 1, 200)[0].map((value) => 1e4 * value);
  const cases: [string, Rows][] = [
    ['usual', spread],
    ['tight around a far mean', spread.map((row) => row.map((value, c) => far[c] + value))],
    [
      'colluders 1e4 times larger',
      spread.map((row, k) => (k < 4 ? row.map((value) => 1e4 * (value + 1)) : row)),
    ],
  ];

  test.each(cases)('has no digit too few: %s', (_, rows) => {
    const nearest = rows.map((row) => nearestMean(rows, row, 14));
    const pairs = Array.from({ length: 10 }, (_, k) =>
      rows.map((_, i) => (i === 2 * k || i === 2 * k + 1 ? 0.5 : 0)),
    );
    for (const weights of [nearest, pairs, randomMixing(3, 20, 20)]) {
      expect(errorOf(rows, weights, false)).toBeLessThan(1e-9);
      expect(errorOf(rows, weights, true)).toBeLessThan(1e-9);
      // Among the honest alone, whose distances are small beside those to colluders.
      const honest = weights.filter((row) => row.slice(0, 4).every((weight) => weight === 0));
      if (honest.length > 1) expect(errorOf(rows, honest, false)).toBeLessThan(1e-9);
    }
  });

  test.each(cases)('has rows of equal weights at distance 0 exactly: %s', (_, rows) => {
    const thirds = rows.map((_, i) => (i < 3 ? 1 / 3 : 0));
    const other = rows.map((_, i) => (i === 5 ? 1 : 0));
    for (const hasNorms of [false, true]) {
      const fourth = hasNorms ? other.map((weight) => weight / 2) : rows.map((_, i) => (i === 6 ? 1 : 0));
      const weights = [thirds, other, [...thirds], fourth, other];
      const { squares } = mixGeometry(measure(rows, hasNorms), { weights });
      const at = (a: number, b: number) => squares[5 * a + b];
      expect([at(0, 2), at(2, 0), at(1, 4), at(4, 1)]).toEqual([0, 0, 0, 0]);
      for (let k = 0; k < 5; k++) expect(at(k, k)).toBe(0);
      for (const square of [at(0, 1), at(0, 3), at(1, 3)]) expect(square).toBeGreaterThan(0);
    }
  });

  test('is symmetric, and never negative', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 8 }), (seed, count) => {
        const rows = randomRows(seed, count, 3).map((row) => row.map((value) => 1e6 + 1e-6 * value));
        const { squares } = mixGeometry(measure(rows, true), { weights: randomMixing(seed, count, 6) });
        for (let a = 0; a < 6; a++) {
          for (let b = 0; b < 6; b++) {
            expect(squares[6 * a + b]).toBe(squares[6 * b + a]);
            expect(squares[6 * a + b]).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });

  test('refuses rows that are shortened where nobody measured norms', () => {
    const geometry = measure(randomRows(1, 2, 3), false);
    const weights = [
      [0.5, 0],
      [0, 1],
    ];
    expect(() => mixGeometry(geometry, { weights })).toThrow(
      'rows are shortened whose norms nobody measured',
    );
    const thirds = mixGeometry(measure(randomRows(1, 3, 3), false), { weights: [[1 / 3, 1 / 3, 1 / 3]] });
    expect(thirds.squares).toEqual(Float64Array.of(0));
  });
});

describe('mixed rows that a report which is not finite belongs to', () => {
  const rows = [[0], [1], [3], [Number.NaN], [7]];
  const unit = (...weights: number[]) => weights;

  test.each([false, true])('are infinitely far from all others; norms are measured: %s', (hasNorms) => {
    const weights = [
      unit(0.5, 0, 0, 0.5, 0),
      unit(0, 0.5, 0, 0.5, 0), // shares the same half
      unit(0, 0, 1, 0, 0),
      unit(0.5, 0.5, 0, 0, 0),
    ];
    const { squares, squaredNorms } = mixGeometry(measure(rows, hasNorms), { weights });
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
    ]) {
      expect(squares[4 * a + b]).toBe(Infinity);
      expect(squares[4 * b + a]).toBe(Infinity);
    }
    expect(squares[4 * 2 + 3]).toBeCloseTo(6.25, 12);
    if (hasNorms) expect([...squaredNorms!]).toEqual([Infinity, Infinity, 9, 0.25]);
  });

  test('are so where the report is infinite too', () => {
    const infinite = measure([[0], [1], [3], [Infinity], [7]], false);
    const weights = [unit(0.5, 0, 0, 0.5, 0), unit(0, 0, 1, 0, 0)];
    expect(mixGeometry(infinite, { weights }).squares[1]).toBe(Infinity);
  });
});

/** The weights of the mean of the rows nearest to one. */
function nearestMean(rows: Rows, row: readonly number[], count: number): number[] {
  const distances = rows.map((other) => other.reduce((sum, value, c) => sum + (value - row[c]) ** 2, 0));
  const order = rows.map((_, i) => i).sort((a, b) => distances[a] - distances[b]);
  const chosen = new Set(order.slice(0, count));
  return rows.map((_, i) => (chosen.has(i) ? 1 / count : 0));
}
