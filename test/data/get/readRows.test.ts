import { expect, test } from 'vitest';
import { readRows } from '../../../src/data/get/readRows.js';

const wanted = { pixels: 2, all: 4, from: 1, count: 2 };
const rows = [[1, 2], [], [3, 4], [5, 255], [7, 8], []];
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

test('some rows of a list are read one behind the other, and rows without values do not count', () => {
  expect([...readRows(json({ data: rows }), wanted, 'clothes.json')]).toEqual([3, 4, 5, 255]);
});

test.each<[string, unknown, RegExp]>([
  ['no list', { rows }, /clothes\.json: has no list of rows as data: the archive is truncated or altered/],
  ['nothing', null, /has no list of rows as data/],
  ['another number of rows', { data: rows.slice(2) }, /found 3 rows, expected 4/],
  ['a row of another length', { data: [[1, 2], [3, 4], [5], [7, 8]] }, /row 2 is not a list of 2 values/],
  ['a row that is none', { data: [[1, 2], '3 4', [5, 6], [7, 8]] }, /row 1 is not a list of 2 values/],
  [
    'a value beyond a byte',
    {
      data: [
        [1, 2],
        [3, 256],
        [5, 6],
        [7, 8],
      ],
    },
    /value 1 of row 1 is not a whole/,
  ],
  [
    'a value that is no number',
    {
      data: [
        [1, 2],
        [3, null],
        [5, 6],
        [7, 8],
      ],
    },
    /value 1 of row 1 is not/,
  ],
])('%s is refused', (_, value, message) => {
  expect(() => readRows(json(value), wanted, 'clothes.json')).toThrow(message);
});

test('what is no JSON is refused', () => {
  expect(() => readRows(Buffer.from('{"data": [[1,'), wanted, 'clothes.json')).toThrow(/clothes\.json: /);
});
