import { expect, test } from 'vitest';
import { naturalLogarithm } from '../../src/kernels/naturalLogarithm.js';
import { standardNormal } from '../../src/kernels/standardNormal.js';

test.each([5e-324, 1e-310, 2 ** -54, 0.1, 0.7071, 0.99999, 1, 1.5, 2, 1e10, 1.7e308])('ln %d', (x) => {
  const expected = Math.log(x);
  expect(Math.abs(naturalLogarithm(x) - expected)).toBeLessThanOrEqual(
    4e-16 * Math.max(1, Math.abs(expected)),
  );
});

test('the logarithm of what has none', () => {
  expect([0, -1, NaN, Infinity].map(naturalLogarithm)).toEqual([-Infinity, NaN, NaN, Infinity]);
});

// Values of Python's statistics.NormalDist().inv_cdf.
test.each([
  [0.5, 0],
  [0.975, 1.9599639845400536],
  [0.02, -2.0537489106318225],
])('the deviate of the draw %d is %d', (draw, z) => {
  expect(standardNormal(draw)).toBeCloseTo(z, 11);
  expect(standardNormal(0)).toBeGreaterThan(-9); // finite
});
