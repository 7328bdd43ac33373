import { layOutRows } from './layOutRows.js';
import { computeStride } from './placeRows.js';
import { simd } from './simd.js';

/**
 * Vectors of equal length, all cut at the same places: blocks[b][i] is piece b of vector i.
 * So they need not lie in one piece, and a kernel works on one block at a time.
 */
export type Blocks = readonly (readonly Float32Array[])[];

/**
 * Column means and population standard deviations of n
 * vectors, both in float64 in the order of vectors. n >= 1.
 * mean_c = (1/n) sum over i of x_ic, deviation_c = sqrt((1/n) sum over i of (x_ic - mean_c)^2).
 */
export function meanAndDeviation(blocks: Blocks): { means: Float64Array; deviations: Float64Array } {
  const length = blocks.reduce((sum, rows) => sum + rows[0].length, 0);
  const means = new Float64Array(length);
  const deviations = new Float64Array(length);
  let from = 0;
  for (const rows of blocks) {
    const of = computeBlockMoments(rows);
    means.set(of.means, from);
    deviations.set(of.deviations, from);
    from += rows[0].length;
  }
  return { means, deviations };
}

/** The same of one block, as views of the kernels' memory. */
function computeBlockMoments(rows: readonly Float32Array[]): {
  means: Float64Array;
  deviations: Float64Array;
} {
  const n = rows.length;
  const { length } = rows[0];
  const whole = computeStride(rows);
  const { at, stride, arrays } = layOutRows(rows, { means: ['f64', whole], deviations: ['f64', whole] });
  const { means, deviations } = arrays;
  simd().meanAndDeviation(at, stride, n, length, means.at, deviations.at);
  return { means: means.view.subarray(0, length), deviations: deviations.view.subarray(0, length) };
}
