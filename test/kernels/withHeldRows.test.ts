import { expect, test } from 'vitest';
import { squaredDistances } from '../../src/kernels/distances.js';
import { withHeldRows } from '../../src/kernels/withHeldRows.js';
import { simd } from '../../src/kernels/simd.js';

const made = (seed: number, length: number) =>
  Float32Array.from({ length }, (_, c) =>
    Math.fround(Math.sin(seed * 977 + c * 1.7) * 10 ** ((c + seed) % 4)),
  );

/** Rows cut at the same places: blocks of unlike length, of which one is no multiple of four. */
const cut = (rows: readonly Float32Array[], bounds: readonly number[]) =>
  bounds.slice(1).map((to, block) => rows.map((row) => row.subarray(bounds[block], to)));

test.each([1, 4, 6])('distances of vectors to %i held rows are those that are measured at once', (n) => {
  const bounds = [0, 40, 63, 70];
  const rows = Array.from({ length: n }, (_, row) => made(row, 70));
  const vectors = [made(20, 70), made(21, 70), rows[0]];
  withHeldRows(cut(rows, bounds), (measure) => {
    for (const vector of vectors) {
      const expected = new Float64Array(n);
      for (const block of cut([vector, ...rows], bounds)) {
        const all = squaredDistances(block); // what others lay out between does not touch what is held
        for (let row = 0; row < n; row++) expected[row] += all[row + 1];
      }
      expect(measure!(vector)).toEqual(expected);
    }
  });
});

test('what is held stays where it is while the memory grows, and is free again behind that, and after an error', () => {
  const rows = [made(1, 500), made(2, 500)];
  const layOutFirst = () => simd().layOut({ first: ['f32', 4] }).first.at;
  const free = layOutFirst();
  const [before, after] = withHeldRows([rows], (measure) => {
    const found = measure!(made(3, 500));
    expect(layOutFirst()).toBeGreaterThanOrEqual(free + 4 * 3 * 500);
    simd()
      .layOut({ large: ['f32', 3_000_000] })
      .large.view.fill(7);
    return [found, measure!(made(3, 500))];
  });
  expect(after).toEqual(before);
  expect(layOutFirst()).toBe(free);
  expect(() =>
    withHeldRows([rows], () => {
      throw new Error('an attack that fails');
    }),
  ).toThrow('an attack that fails');
  expect(layOutFirst()).toBe(free);
});

test('more than a thread should hold is not held, nor is nothing', () => {
  const row = new Float32Array(2 ** 24);
  expect(withHeldRows([[row, row, row, row]], (measure) => measure)).toBeNull();
  expect(withHeldRows([[]], (measure) => measure)).toBeNull();
});
