import type { Blocks } from '../kernels/meanAndDeviation.js';

/** The sums over blocks, in their order, of the numbers that are measured in each. */
export function sumBlocks(
  blocks: Blocks,
  measure: (rows: readonly Float32Array[], start: number, block: number) => ArrayLike<number>,
): Float64Array {
  const total: number[] = [];
  let start = 0;
  for (const [block, rows] of blocks.entries()) {
    const found = measure(rows, start, block);
    for (let k = 0; k < found.length; k++) total[k] = (total[k] ?? 0) + found[k];
    start += rows[0].length;
  }
  return Float64Array.from(total);
}
