import { expect, test } from 'vitest';
import { addAbout, addWeightedAbout } from '../../src/kernels/aboutPoint.js';
import { forgetKeptRows } from '../../src/kernels/keptRows.js';

const KEEP = { slot: 'rows', session: 1 };

test.each([1, 4, 7])(
  'how %i rows lie about a point and along a direction is summed in the order of coordinates',
  (n) => {
    const length = 301;
    const rows = makeRows(n, length);
    const [point, direction] = [1, 2].map((k) =>
      Float64Array.from({ length: length + 5 }, (_, c) => Math.cos(k * c) * 10 ** (c % 4)),
    );
    const sums = Float64Array.from({ length: 2 * n }, (_, k) => k / 7); // of coordinates before
    const expected = sums.slice();
    for (const [row, values] of rows.entries())
      for (const [c, value] of values.entries()) {
        const difference = point[5 + c] - value;
        expected[row] += difference * difference;
        expected[n + row] += direction[5 + c] * difference;
      }
    for (const keep of [undefined, KEEP, KEEP]) {
      const now = sums.slice();
      addAbout(now, rows, { point, direction, start: 5 }, keep);
      expect(now).toEqual(expected);
    }
    forgetKeptRows();
  },
);

test.each([1, 3, 9])(
  'a sum of %i rows about a point by weights is made row after row, onto what is there',
  (n) => {
    const length = 301;
    const rows = makeRows(n, length);
    const weights = Float64Array.from({ length: n }, (_, row) => Math.cos(row) * 3);
    const point = Float32Array.from({ length: length + 7 }, (_, c) => Math.cos(c) * 10 ** (c % 4));
    const sum = Float64Array.from({ length: length + 7 }, (_, c) => c / 7);
    const expected = sum.slice();
    for (const [row, values] of rows.entries())
      for (const [c, value] of values.entries()) expected[5 + c] += weights[row] * (value - point[5 + c]);
    for (const keep of [undefined, KEEP, KEEP]) {
      const now = sum.slice();
      addWeightedAbout(now, rows, { weights, point, start: 5 }, keep);
      expect(now).toEqual(expected); // what lies before and behind the block, too
    }
    forgetKeptRows();
  },
);

function makeRows(n: number, length: number): Float32Array[] {
  return Array.from({ length: n }, (_, row) =>
    Float32Array.from({ length }, (__, c) => Math.sin(row * 31 + c) * 10 ** (c % 5)),
  );
}
