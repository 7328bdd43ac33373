import { squaredDistances } from '../kernels/distances.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { sumBlocks } from './sumBlocks.js';

/** The squared distances between vectors, row-major, summed over blocks in their order. */
export function squaresBetween(blocks: Blocks): Float64Array {
  return sumBlocks(blocks, (rows) => squaredDistances(rows));
}
