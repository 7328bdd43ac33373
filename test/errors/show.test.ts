import { describe, expect, test } from 'vitest';
import { hasInvisible, printable } from '../../src/errors/show.js';

describe('characters that cannot be seen', () => {
  test.each([
    ['a non-joiner inside a Persian word', 'می\u200cروم'],
    ['a joiner inside a word of Sinhala', 'ක\u0dca\u200dය'],
    ['a sign made of several by joiners', '👩\u200d🔬'],
    ['accents that combine', 'e\u0301'],
  ])('are let through where they are spelling: %s', (_, text) => {
    expect(hasInvisible(text)).toBe(false);
    expect(printable(text)).toBe(text);
  });

  test.each([
    ['a joiner at an end', 'krum\u200d', 'krum'],
    ['a non-joiner before a digit', 'a\u200c1', 'a1'],
    ['two joiners in a row', 'a\u200c\u200cb', 'ab'],
    ['a zero-width space', 'a\u200bb', 'ab'],
    ['a mark that turns the direction', 'a\u202eb', 'ab'],
    ['an escape code', '\u001b[2Jx', '[2Jx'],
  ])('are found elsewhere: %s', (_, text, left) => {
    expect(hasInvisible(text)).toBe(true);
    expect(printable(text)).toBe(left);
  });
});
