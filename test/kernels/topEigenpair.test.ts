import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { topEigenpair } from '../../src/kernels/topEigenpair.js';
import { stream } from '../../src/random/stream.js';

/** A symmetric matrix A A' of random rows, some of them equal, so that eigenvalues vanish. */
function gram(seed: number, n: number, columns: number): Float64Array {
  const random = stream(seed, 'matrix');
  const rows = Array.from({ length: n }, () => Array.from({ length: columns }, () => random.uniform() - 0.5));
  if (n > 2) rows[1] = rows[0];
  return Float64Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, x, c) => sum + x * b[c], 0))));
}

describe('the top eigenpair of a symmetric matrix', () => {
  test('is that of [[2, 1], [1, 2]]: 3, along (1, 1)', () => {
    const { value, vector } = topEigenpair(Float64Array.of(2, 1, 1, 2), 2);
    expect(value).toBeCloseTo(3, 14);
    expect(vector[0]).toBeCloseTo(vector[1], 14);
  });

  test('is what it is turned into itself by, and no direction is stretched more', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 9 }), (seed, n, d) => {
        const matrix = gram(seed, n, d);
        const { value, vector } = topEigenpair(matrix, n);
        const turn = (x: ArrayLike<number>) =>
          Float64Array.from({ length: n }, (_, i) => {
            let sum = 0;
            for (let j = 0; j < n; j++) sum += matrix[i * n + j] * x[j];
            return sum;
          });
        const turned = turn(vector);
        for (let i = 0; i < n; i++)
          expect(Math.abs(turned[i] - value * vector[i])).toBeLessThan(1e-12 * (1 + value));
        expect(vector.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 12);
        const random = stream(seed, 'direction');
        const other = Float64Array.from({ length: n }, () => random.uniform() - 0.5);
        const stretched = turn(other).reduce((sum, x, i) => sum + x * other[i], 0);
        const length = other.reduce((sum, x) => sum + x * x, 0);
        expect(stretched / length).toBeLessThan(value * (1 + 1e-12) + 1e-15);
      }),
    );
  });
});
