import { type Keep, layOutRows } from './layOutRows.js';
import type { Blocks } from './meanAndDeviation.js';
import { computeStride } from './placeRows.js';
import { simd } from './simd.js';

/**
 * Column means of n vectors, n >= 1, in float64 in the order of vectors and not rounded: bit for bit those of
 * `meanAndDeviation`, for half the work. `keepOf`: whether the rows of each block are kept.
 */
export function computeMeans(blocks: Blocks, keepOf?: (block: number) => Keep): Float64Array {
  const means = new Float64Array(blocks.reduce((sum, rows) => sum + rows[0].length, 0));
  let from = 0;
  for (const [block, rows] of blocks.entries()) {
    const n = rows.length;
    const { length } = rows[0];
    const sizes = { sums: ['f64', computeStride(rows)] } as const;
    const { at, stride, arrays } = layOutRows(rows, sizes, { keep: keepOf?.(block) });
    simd().columnSums(at, stride, n, length, arrays.sums.at);
    for (let c = 0; c < length; c++) means[from + c] = arrays.sums.view[c] / n;
    from += length;
  }
  return means;
}
