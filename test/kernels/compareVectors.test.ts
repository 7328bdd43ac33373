import { expect, test } from 'vitest';
import { compareVectors } from '../../src/kernels/compareVectors.js';

test('two vectors are compared by sums in float64, in the order of coordinates', () => {
  const [a, b] = [Float32Array.of(3, -1, 2), Float32Array.of(1, 5, 0.5)];
  expect(compareVectors(a, b)).toEqual({
    squaresOfA: 14,
    squaresOfB: 26.25,
    product: -1,
    squaredDistance: 4 + 36 + 2.25,
  });
  // 1 is lost beside 2^60, and is not where it comes first in pairs that cancel later.
  const large = Float32Array.of(2 ** 30, 1, 2 ** 30);
  expect(compareVectors(large, Float32Array.of(2 ** 30, 1, -(2 ** 30))).product).toBe(0);
  expect(compareVectors(large, large).squaresOfA).toBe(2 ** 61);
});

test('a sum of squares is finite where all values are, and only there', () => {
  const largest = new Float32Array(1000).fill(3.4028234663852886e38);
  expect(compareVectors(largest, largest).squaresOfA).toBeLessThan(Infinity);
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    const spoilt = largest.with(500, value);
    expect(Number.isFinite(compareVectors(spoilt, largest).squaresOfA)).toBe(false);
  }
});
