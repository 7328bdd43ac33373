import { layOutRows } from './layOutRows.js';
import { computeStride } from './placeRows.js';
import type { Reduction } from './reduction.js';
import { simd } from './simd.js';

/**
 * Column mean: aggregate_c = (1/n) sum over i of x_ic, summed in row order in float64.
 * rows: n arrays of equal length, n >= 1. Every coordinate of every row is kept.
 */
export function columnMean(rows: readonly Float32Array[]): Reduction {
  const n = rows.length;
  const { length } = rows[0];
  const { at, stride, arrays } = layOutRows(rows, { means: ['f32', computeStride(rows)] });
  const { means } = arrays;
  simd().columnMeans(at, stride, n, length, means.at);
  return { aggregate: means.view.slice(0, length), kept: new Float64Array(n).fill(length) };
}
