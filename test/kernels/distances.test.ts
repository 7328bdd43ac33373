import fc from 'fast-check';
import { expect, test } from 'vitest';
import { squaredDistances } from '../../src/kernels/distances.js';

test('squared distances agree with their definition for any number of rows', () => {
  const matrix = fc.tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 9 })).chain(([n, d]) =>
    fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: d, maxLength: d }), {
      minLength: n,
      maxLength: n,
    }),
  );
  fc.assert(
    fc.property(matrix, (values) => {
      const expected = values.flatMap((a) =>
        values.map((b) => a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0)),
      );
      expect([...squaredDistances(values.map((row) => Float32Array.from(row)))]).toEqual(expected);
    }),
  );
});

test('distances are accumulated in float64', () => {
  // In float32 the small terms would vanish beside 2^24.
  const row = new Float32Array(1025).fill(1);
  row[0] = 4096;
  const [, distance] = squaredDistances([row, new Float32Array(1025)]);
  expect(distance).toBe(4096 ** 2 + 1024);
});
