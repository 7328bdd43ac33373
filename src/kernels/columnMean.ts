import type { Reduction } from './reduction.js';

/**
 * Column mean: aggregate_c = (1/n) sum over i of x_ic, summed in row order in float64.
 * rows: n arrays of equal length, n >= 1. Every coordinate of every row is kept.
 */
export function columnMean(rows: readonly Float32Array[]): Reduction {
  const n = rows.length;
  const length = rows[0].length;
  const sums = columnSums(rows);
  const aggregate = new Float32Array(length);
  for (let c = 0; c < length; c++) aggregate[c] = sums[c] / n;
  return { aggregate, kept: new Float64Array(n).fill(length) };
}

/** Column sums in row order, in float64. */
export function columnSums(rows: readonly Float32Array[]): Float64Array {
  const sums = new Float64Array(rows[0].length);
  for (const row of rows) for (let c = 0; c < sums.length; c++) sums[c] += row[c];
  return sums;
}
