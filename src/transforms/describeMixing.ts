import type { Mixing } from './transform.js';

/**
 * What a mixing did to the rows that came in, in as few words as it takes; one of these three.
 * `factors`: row k is row k of those that came in, times factors[k].
 * `groups`: row k is the mean of the rows groups[k], and no row is in two groups.
 * `mixed`: of any other mixing, which rows have a weight in row k, as a text of hexadecimal digits:
 * digit j stands for rows 4j to 4j+3, the first of them is its highest bit.
 */
export interface MixingFacts {
  readonly factors?: readonly number[];
  readonly groups?: readonly (readonly number[])[];
  readonly mixed?: readonly string[];
}

/** Describes a mixing of `count` rows. Cost: O(n^2). */
export function describeMixing({ weights }: Mixing, count: number): MixingFacts {
  const sources = weights.map((row) => row.flatMap((weight, i) => (weight === 0 ? [] : [i])));
  const isScaled = weights.length === count && sources.every((row, k) => row.every((i) => i === k));
  if (isScaled) return { factors: weights.map((row, k) => row[k]) };
  const isMean = weights.every((row, k) => sources[k].every((i) => row[i] === 1 / sources[k].length));
  const isApart = new Set(sources.flat()).size === sources.flat().length;
  if (isMean && isApart) return { groups: sources };
  return { mixed: sources.map((row) => toMask(row, count)) };
}

/** Of each row that came out of a mixing of `count` rows, which of these are in it, rising. */
export function listSources({ factors, groups, mixed }: MixingFacts, count: number): readonly number[][] {
  if (factors) return factors.map((factor, k) => (factor === 0 ? [] : [k]));
  if (groups) return groups.map((group) => [...group]);
  return (mixed ?? []).map((mask) => readMask(mask, count));
}

function toMask(rows: readonly number[], count: number): string {
  const digits = new Array<number>(Math.ceil(count / 4)).fill(0);
  for (const row of rows) digits[row >> 2] |= 8 >> (row & 3);
  return digits.map((digit) => digit.toString(16)).join('');
}

function readMask(mask: string, count: number): number[] {
  const digits = Array.from(mask, (digit) => Number.parseInt(digit, 16));
  return Array.from({ length: count }, (_, row) => row).filter(
    (row) => (digits[row >> 2] & (8 >> (row & 3))) !== 0,
  );
}
