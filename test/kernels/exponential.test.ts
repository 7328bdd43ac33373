import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential, logarithm } from '../../src/kernels/exponential.js';

test('the exponential is that of Math, but for the last bits', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => {
      expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(2e-15);
    }),
  );
  expect([0, -800, 800, -Infinity, Infinity].map(exponential)).toEqual([1, 0, Infinity, 0, Infinity]);
  expect(exponential(NaN)).toBeNaN();
  expect(exponential(-740)).toBeCloseTo(Math.exp(-740), 320);
});

test('the logarithm of a probability is that of Math, but for the last bits', () => {
  for (const p of [1, 0.999999, 0.9, 0.5, 0.1, 0.001]) {
    expect(Math.abs(logarithm(p) - Math.log(p))).toBeLessThan(2e-15);
  }
});
