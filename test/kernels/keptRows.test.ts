import { expect, test } from 'vitest';
import { squaredDistances } from '../../src/kernels/distances.js';
import {
  areKept,
  forgetKeptRows,
  squaredDistancesToKept,
  weightedSumWithKept,
} from '../../src/kernels/keptRows.js';
import { simd } from '../../src/kernels/simd.js';
import { weightedSums } from '../../src/kernels/weightedSums.js';

const made = (seed: number, length: number) =>
  Float32Array.from({ length }, (_, c) =>
    Math.fround(Math.sin(seed * 977 + c * 1.7) * 10 ** ((c + seed) % 4)),
  );

const layOutFirst = () => simd().layOut({ first: ['f32', 4] }).first.at;

test.each([
  [1, 40],
  [4, 23],
  [6, 7],
])('distances of vectors to %i kept rows of %i values are those that are measured at once', (n, length) => {
  const rows = Array.from({ length: n }, (_, row) => made(row, length));
  for (const vector of [made(20, length), made(21, length), rows[0]]) {
    // What others lay out between does not touch what is kept.
    const expected = squaredDistances([vector, ...rows]).slice(1, n + 1);
    expect(squaredDistancesToKept({ slot: '0', session: 1 }, rows, vector)).toEqual(expected);
  }
  forgetKeptRows();
});

test.each([40, 23, 7, 1])('sums of kept rows and a vector of %i values are those of all rows', (length) => {
  const rows = [made(1, length), made(2, length), made(3, length).fill(NaN), made(4, length)];
  const isVector = [true, false, false, true, false, false, true];
  const weights = [0.3, -0.7, 1e-3, 0, 0, 4, 0.3];
  for (const vector of [made(20, length), made(21, length)]) {
    const all = [vector, rows[0], rows[1], vector, rows[2], rows[3], vector];
    const [expected] = weightedSums(all, [weights]);
    const told = { weights, isVector };
    const sum = weightedSumWithKept({ slot: '0', session: 1 }, rows, vector, told);
    expect(new Float32Array(sum)).toEqual(expected);
    expect(sum).not.toEqual(Float64Array.from(expected));
  }
  // And the same rows are there for distances.
  const distances = squaredDistancesToKept({ slot: '0', session: 1 }, [], made(20, length));
  expect(distances).toHaveLength(0);
  const kept = squaredDistancesToKept({ slot: '0', session: 1 }, rows, made(20, length));
  expect(kept[3]).toBe(squaredDistances([made(20, length), rows[3]])[1]);
  forgetKeptRows();
});

test('rows are copied once a session and place, and anew in the next session', () => {
  const [rows, vector] = [[made(1, 50), made(2, 50)], made(3, 50)];
  const measure = (slot: string, session: number) => squaredDistancesToKept({ slot, session }, rows, vector);
  const before = measure('0', 1);
  expect([areKept({ slot: '0', session: 1 }), areKept({ slot: '1', session: 1 })]).toEqual([true, false]);
  rows[0].fill(0);
  expect(measure('0', 1)).toEqual(before);
  const after = squaredDistances([vector, ...rows]).slice(1, 3);
  expect(after).not.toEqual(before);
  expect(measure('1', 1)).toEqual(after);
  expect(measure('0', 2)).toEqual(after);
  expect(areKept({ slot: '0', session: 1 })).toBe(false);
  forgetKeptRows();
  rows[1].fill(0);
  expect(measure('0', 2)).not.toEqual(after);
  forgetKeptRows();
});

test('what is kept stays where it is while the memory grows, and is free again when it is forgotten', () => {
  const [rows, vector] = [[made(1, 500), made(2, 500)], made(3, 500)];
  const free = layOutFirst();
  const before = squaredDistancesToKept({ slot: '0', session: 1 }, rows, vector);
  expect(layOutFirst()).toBeGreaterThanOrEqual(free + 4 * 3 * 500);
  simd()
    .layOut({ large: ['f32', 3_000_000] })
    .large.view.fill(7);
  rows[0].fill(0);
  expect(squaredDistancesToKept({ slot: '0', session: 1 }, rows, vector)).toEqual(before);
  forgetKeptRows();
  expect(layOutFirst()).toBe(free);
});

test('where a place is asked for another size, nothing that was kept is taken for anything else', () => {
  const [rows, vector] = [[made(1, 64), made(2, 64)], made(3, 64)];
  for (const slot of ['0', '1']) squaredDistancesToKept({ slot, session: 1 }, rows, vector);
  const more = [...rows, made(4, 64)];
  const expected = squaredDistances([vector, ...more]).slice(1, 4);
  expect(squaredDistancesToKept({ slot: '0', session: 1 }, more, vector)).toEqual(expected);
  expect(areKept({ slot: '1', session: 1 })).toBe(false);
  expect(squaredDistancesToKept({ slot: '1', session: 1 }, more, vector)).toEqual(expected);
  expect(squaredDistancesToKept({ slot: '0', session: 1 }, more, vector)).toEqual(expected);
  forgetKeptRows();
});

test('more than a thread should keep is measured all the same, and not kept; no rows are no distances', () => {
  const large = Array.from({ length: 4 }, (_, row) => new Float32Array(2 ** 22).fill(row));
  const measured = squaredDistancesToKept(
    { slot: '0', session: 1 },
    large,
    new Float32Array(2 ** 22).fill(1),
  );
  expect(measured).toEqual(Float64Array.of(2 ** 22, 0, 2 ** 22, 2 ** 24));
  expect(areKept({ slot: '0', session: 1 })).toBe(false);
  expect(squaredDistancesToKept({ slot: '0', session: 1 }, [], made(1, 4))).toHaveLength(0);
});
