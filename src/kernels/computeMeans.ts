import type { Blocks } from './meanAndDeviation.js';
import { computeStride, placeRows } from './placeRows.js';
import { simd } from './simd.js';

/**
 * Column means of n vectors, n >= 1, in float64 in the order of vectors and not rounded: bit for bit those of
 * `meanAndDeviation`, for half the work.
 */
export function computeMeans(blocks: Blocks): Float64Array {
  const means = new Float64Array(blocks.reduce((sum, rows) => sum + rows[0].length, 0));
  const kernels = simd();
  let from = 0;
  for (const rows of blocks) {
    const n = rows.length;
    const { length } = rows[0];
    const stride = computeStride(rows);
    const { values, sums } = kernels.layOut({ values: ['f32', n * stride], sums: ['f64', stride] });
    placeRows(rows, values.view);
    kernels.columnSums(values.at, 4 * stride, n, length, sums.at);
    for (let c = 0; c < length; c++) means[from + c] = sums.view[c] / n;
    from += length;
  }
  return means;
}
