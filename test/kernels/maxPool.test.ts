import { describe, expect, test } from 'vitest';
import { maxPool, maxPoolGradient } from '../../src/kernels/maxPool.js';

/** Two images of 5 x 4 with two channels: windows of 2 leave the last row out. */
const sizes = { batch: 2, input: [5, 4, 2], size: 2 } as const;
const values = Float32Array.from({ length: 2 * 5 * 4 * 2 }, (_, k) => ((k * 37) % 41) - 20);
const at = (image: number, y: number, x: number, c: number) => values[((image * 5 + y) * 4 + x) * 2 + c];

describe('max-pooling', () => {
  test('gives the highest of each window, and leaves out what fills none', () => {
    const expected: number[] = [];
    for (const image of [0, 1])
      for (const y of [0, 2])
        for (const x of [0, 2])
          for (const c of [0, 1])
            expected.push(
              Math.max(
                at(image, y, x, c),
                at(image, y, x + 1, c),
                at(image, y + 1, x, c),
                at(image, y + 1, x + 1, c),
              ),
            );
    expect([...maxPool(values, sizes).values]).toEqual(expected);
  });

  test('has the slope at the first of equal values, and none elsewhere', () => {
    const flat = { batch: 1, input: [2, 4, 1], size: 2 } as const;
    const { places } = maxPool(Float32Array.from([1, 7, 0, 3, 7, 2, 3, 3]), flat);
    expect([...places]).toEqual([1, 3]);
    expect([...maxPoolGradient(Float32Array.from([10, 20]), places, 8)]).toEqual([0, 10, 0, 20, 0, 0, 0, 0]);
  });

  test('of what is not a number is not a number', () => {
    const {
      values: [highest],
    } = maxPool(Float32Array.from([NaN, 7, 0, 3]), { batch: 1, input: [2, 2, 1], size: 2 });
    expect(highest).toBeNaN();
  });
});
