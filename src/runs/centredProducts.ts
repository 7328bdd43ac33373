import { blockStarts } from '../actors/blocks.js';
import { squaredDistances } from '../kernels/distances.js';

/** Inner products of rows, all less the mean of the first `k`. */
export interface CentredProducts {
  readonly k: number;
  readonly at: (i: number, j: number) => number;
  /** The sum of the squared distances of the first k to their mean. */
  readonly trace: number;
}

/**
 * <x_i - h, x_j - h>, h the mean of the first k rows, by squared distances D alone:
 * (r_i + r_j - D_ij - g) / 2, r_i the mean of D_il and g the mean of r_l over the first k rows l.
 * null where one is not finite. Cost: O(n^2 d).
 */
export function centredProducts(rows: readonly Float32Array[], k: number): CentredProducts | null {
  const n = rows.length;
  const squares = measureSquares(rows);
  if (!squares.every(Number.isFinite)) return null;
  const toFirst = Array.from({ length: n }, (_, row) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += squares[row * n + j];
    return sum / k;
  });
  const grand = toFirst.slice(0, k).reduce((sum, value) => sum + value, 0) / k;
  const at = (i: number, j: number) => (toFirst[i] + toFirst[j] - squares[i * n + j] - grand) / 2;
  let trace = 0;
  for (let i = 0; i < k; i++) trace += at(i, i);
  return { k, at, trace };
}

/** Squared distances between rows, block by block, for all of them need not fit the kernels' memory. */
function measureSquares(rows: readonly Float32Array[]): Float64Array {
  const starts = blockStarts(rows[0].length);
  const total = new Float64Array(rows.length ** 2);
  for (let block = 0; block + 1 < starts.length; block++) {
    const part = squaredDistances(rows.map((row) => row.subarray(starts[block], starts[block + 1])));
    for (let k = 0; k < total.length; k++) total[k] += part[k];
  }
  return total;
}
