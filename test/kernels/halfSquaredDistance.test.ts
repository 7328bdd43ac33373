import { expect, test } from 'vitest';
import { halfSquaredDistanceGradient, halfSquaredDistances } from '../../src/kernels/halfSquaredDistance.js';

test('half the squared distance to each input, its mean, and the gradient of that, with and without l2', () => {
  const w = Float32Array.of(1, 0);
  const data = Float64Array.of(3, 0, 1, 4);
  const gradient = new Float32Array(2);
  expect(halfSquaredDistanceGradient(w, data, gradient, 0)).toBe(5);
  expect([...gradient]).toEqual([-1, -2]);
  expect([...halfSquaredDistances(w, data)]).toEqual([2, 8]);
  // The loss is told without l2.
  expect(halfSquaredDistanceGradient(w, data, gradient, 0.5)).toBe(5);
  expect([...gradient]).toEqual([-0.5, -2]);
});

test('pixels are taken by what they stand for', () => {
  const table = Float64Array.from({ length: 256 }, (_, pixel) => pixel / 2);
  const data = { bytes: Uint8Array.of(6, 0, 2, 8), tables: [table] };
  const gradient = new Float32Array(2);
  expect(halfSquaredDistanceGradient(Float32Array.of(1, 0), data, gradient, 0)).toBe(5);
});

test('a value that is not finite spoils its own coordinate, and the loss', () => {
  const gradient = new Float32Array(2);
  const loss = halfSquaredDistanceGradient(Float32Array.of(1, 0), Float64Array.of(NaN, 2), gradient, 0);
  expect([loss, ...gradient]).toEqual([NaN, NaN, -2]);
});
