import { computeStride, placeRows } from './placeRows.js';
import type { Reduction } from './reduction.js';
import { simd } from './simd.js';

/**
 * Column mean: aggregate_c = (1/n) sum over i of x_ic, summed in row order in float64.
 * rows: n arrays of equal length, n >= 1. Every coordinate of every row is kept.
 */
export function columnMean(rows: readonly Float32Array[]): Reduction {
  const n = rows.length;
  const { length } = rows[0];
  const stride = computeStride(rows);
  const kernels = simd();
  const { values, sums } = kernels.layOut({ values: ['f32', n * stride], sums: ['f64', stride] });
  placeRows(rows, values.view);
  kernels.columnSums(values.at, 4 * stride, n, length, sums.at);
  const aggregate = new Float32Array(length);
  for (let c = 0; c < length; c++) aggregate[c] = sums.view[c] / n;
  return { aggregate, kept: new Float64Array(n).fill(length) };
}
