import { describe, expect, test } from 'vitest';
import { alignColumns } from '../../src/ui/columns.js';
import { apart, fit, plain } from '../../src/ui/draw/text.js';
import { cutColumns, padColumns, textWidth } from '../../src/ui/textWidth.js';

const NAME = '実験その一 🧪 小さなずれで十分 é';

describe('the width of a text', () => {
  test.each<[string, number]>([
    ['krumble ● ⣿ ━ ·', 15],
    ['実験', 4],
    ['🧪', 2],
    ['e\u0301', 1],
    ['می‌روم', 5],
    [NAME, 32],
  ])('%s is %i columns', (text, columns) => {
    expect(textWidth(text)).toBe(columns);
  });

  test('is what a cut text has at most, and never half a letter', () => {
    for (let columns = 0; columns <= 33; columns++) {
      const cut = cutColumns(NAME, columns);
      expect(textWidth(cut)).toBeLessThanOrEqual(columns);
      expect(NAME.startsWith(cut.replace(/…$/, ''))).toBe(true);
      expect(textWidth(padColumns(cut, columns))).toBe(columns);
    }
    expect(cutColumns('実験その一', 6)).toBe('実験…');
    expect(cutColumns('実験その一', 10)).toBe('実験その一');
  });
});

test('a line with wide letters leaves its right half at the edge, and is cut at it', () => {
  const line = apart([{ text: 'krumble  ' }, { text: NAME }], [{ text: 'seed 7' }], 60);
  expect(textWidth(plain(line))).toBe(60);
  expect(plain(line).endsWith('seed 7')).toBe(true);
  const narrow = fit([{ text: 'krumble  ' }, { text: NAME }, { text: 'more' }], 20);
  expect(textWidth(plain(narrow))).toBeLessThanOrEqual(20);
});

test('a column of a table is as wide as its widest cell', () => {
  const [head, first, second] = alignColumns([
    ['name', 'digest'],
    ['実験', 'a'],
    ['small', 'b'],
  ]);
  expect([head, first, second].map((row) => textWidth(row.replace(/\S+$/, '')))).toEqual([7, 7, 7]);
});
