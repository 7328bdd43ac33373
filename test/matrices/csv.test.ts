import { describe, expect, test } from 'vitest';
import { formatCsv, parseCsv } from '../../src/matrices/csv.js';
import { failIn } from '../../src/matrices/matrix.js';

const parse = (text: string) => parseCsv(Buffer.from(text), failIn('a.csv')).map((row) => [...row]);

describe('a CSV text', () => {
  test('has a vector a line; comments, empty lines, blanks and line ends of Windows are no matter', () => {
    expect(parse('\ufeff# x, y\n1, -2.5\r\n\n  .5,1e3\n')).toEqual([
      [1, -2.5],
      [0.5, 1000],
    ]);
  });

  test('may end without a line end, and has NaN and infinities', () => {
    expect(parse('nan,inf\n-Infinity,+INF')).toEqual([
      [NaN, Infinity],
      [-Infinity, Infinity],
    ]);
  });

  test.each([
    ['a line of another length', '1,2\n3\n', 'a.csv:2: found 1 numbers, allowed 2'],
    ['a name', '1,2\n\nx,3\n', 'a.csv:3: number 1: found "x", allowed a number'],
    ['nothing between two commas', '1,,2\n', 'a.csv:1: number 2: found ""'],
    ['a comma in a number', '"1,5",2\n', 'a.csv:1: number 1: found'],
    ['a hexadecimal number', '0x10\n', 'a.csv:1: number 1: found "0x10"'],
    ['nothing', '# only words\n', 'a.csv: found no numbers'],
    ['too many lines', '1\n'.repeat(4097), 'a.csv:4097: more than 4096 vectors'],
  ])('with %s is refused by its line', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  test('of a vector is short, and gives the same vector', () => {
    const vector = Float32Array.of(0.1, -1e-30, 16777216, 1 / 3, 0);
    expect(formatCsv(vector)).toBe('0.1,-1e-30,16777216,0.33333334,0\n');
    expect(parse(formatCsv(vector))).toEqual([[...vector]]);
  });
});
