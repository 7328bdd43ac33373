import { expect, test } from 'vitest';
import { quoteLine } from '../../src/errors/quoteLine.js';

test('a line is quoted with a caret beneath the column', () => {
  expect(quoteLine('workers: { batch: x }', 12)).toBe('    workers: { batch: x }\n               ^');
  expect(quoteLine('seed: 1', 1)).toBe('    seed: 1\n    ^');
});

test('the caret stands right behind letters of two columns, tabs, and what cannot be seen', () => {
  const caretBehind = (before: string) =>
    quoteLine(`${before}x`, before.length + 1).split('\n')[1].length - 5;
  expect(caretBehind('name: 学习, ')).toBe('name: '.length + 4 + 2);
  expect(caretBehind('a\tb: ')).toBe('a b: '.length);
  expect(caretBehind('e\u0301: ')).toBe('é: '.length);
  expect(caretBehind('a\u001b[2Jb: ')).toBe('a[2Jb: '.length);
});

test('a long line is cut around the place', () => {
  const [line, caret] = quoteLine(`${'a'.repeat(500)}HERE${'b'.repeat(500)}`, 501).split('\n');
  expect(line).toBe(`    ...${'a'.repeat(60)}HERE${'b'.repeat(36)}...`);
  expect(line[caret.indexOf('^')]).toBe('H');
});
