import { invariant } from '../errors/invariantError.js';
import type { Blocks } from './meanAndDeviation.js';
import { computeStride, placeRows } from './placeRows.js';
import { simd } from './simd.js';

/** The most bytes that are held: a thread's memory never shrinks again, and any thread may hold some. */
const BYTES_MAX = 2 ** 25;

/** Squared distances of a vector, in one piece, to rows that are held. */
export type ToHeldRows = (vector: Float32Array) => Float64Array;

/**
 * Holds rows in the kernels' memory while `use` is running, for many vectors that are measured against them:
 * else most of the time goes to copying the rows. Sums over blocks, in their order; of a block bit for bit
 * what `squaredDistances` gives for these pairs. null: there are too many rows to hold.
 */
export function withHeldRows<T>(blocks: Blocks, use: (measure: ToHeldRows | null) => T): T {
  if (blocks[0].length === 0) return use(null);
  const kernels = simd();
  const n = blocks[0].length + 1;
  const sizes = blocks.map((rows) => n * computeStride(rows));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  if (4 * size > BYTES_MAX) return use(null);
  return kernels.hold(4 * size, (at) => {
    const starts = sizes.map((_, block) => 4 * sizes.slice(0, block).reduce((sum, one) => sum + one, at / 4));
    for (const [block, rows] of blocks.entries()) {
      const stride = computeStride(rows);
      placeRows(rows, kernels.viewHeld(starts[block] + 4 * stride, (n - 1) * stride)); // behind the vector
    }
    let isHeld = true;
    const measure: ToHeldRows = (vector) => {
      invariant(isHeld, 'distances to rows that are no longer held');
      const { out } = kernels.layOut({ out: ['f64', n] });
      const total = new Float64Array(n - 1);
      let from = 0;
      for (let block = 0; block < blocks.length; block++) {
        const rows = blocks[block];
        const { length } = rows[0];
        kernels.viewHeld(starts[block], length).set(vector.subarray(from, from + length));
        kernels.squaredDistancesBehind(starts[block], 4 * computeStride(rows), n, length, 1, out.at);
        for (let row = 0; row < n - 1; row++) total[row] += out.view[row + 1];
        from += length;
      }
      return total;
    };
    try {
      return use(measure);
    } finally {
      isHeld = false;
    }
  });
}
