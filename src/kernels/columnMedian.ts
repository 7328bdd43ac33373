import type { Reduction } from './reduction.js';
import { trimmedColumnMean } from './trimmedColumnMean.js';

/**
 * The lower median of each column: place floor((n-1)/2) of its sorted values. NaN counts as the highest.
 * rows: n arrays of equal length. A row of -infinity makes an even count odd, so that one value is the
 * middle.
 */
export function lowerMedian(rows: readonly Float32Array[]): Reduction {
  const drop = rows.length >> 1;
  if (rows.length % 2 === 1) return trimmedColumnMean(rows, drop);
  const lowest = new Float32Array(rows[0].length).fill(-Infinity);
  const { aggregate, kept } = trimmedColumnMean([...rows, lowest], drop);
  return { aggregate, kept: kept.slice(0, rows.length) };
}

/** The median of each column, of an even count the mean of the two middle values. */
export function columnMedian(rows: readonly Float32Array[]): Reduction {
  return trimmedColumnMean(rows, (rows.length - 1) >> 1);
}
