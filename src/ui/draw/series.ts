import type { SeriesTone } from './text.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const TONES = 6;

/** The most curves that letters tell apart. */
export const SERIES_MAX = LETTERS.length;

/** The letter by which one of several curves is known, with colours and without. */
export function seriesLetter(index: number): string {
  return LETTERS[index % LETTERS.length];
}

/** Its colour, which others have too where there are many. */
export function seriesTone(index: number): SeriesTone {
  return `series-${(index % TONES) as 0 | 1 | 2 | 3 | 4 | 5}`;
}
