import { computeStride, placeRows } from './placeRows.js';
import { simd } from './simd.js';

/** Of which rows it is kept: in which of a thread's places, and of which work alone. */
export interface Keep {
  readonly slot: number;
  readonly session: number;
}

/**
 * Squared distances of a vector to rows that stay in the kernels' memory from call to call: for many vectors
 * that are measured against them, else most of the time goes to copying the rows.
 * They are copied at the first call of a session, and have to stay as they are while it lasts. Where there
 * is no room for more they are copied each time.
 * Bit for bit what `squaredDistances` gives for these pairs.
 */
export function squaredDistancesToKept(
  { slot, session }: Keep,
  rows: readonly Float32Array[],
  vector: Float32Array,
): Float64Array {
  if (rows.length === 0) return new Float64Array(0);
  const kernels = simd();
  const n = rows.length + 1;
  const { length } = vector;
  const stride = computeStride(rows);
  const kept = kernels.keep(slot, session, 4 * n * stride);
  const { values, out } = kernels.layOut({
    values: ['f32', kept === null ? n * stride : 0],
    out: ['f64', n],
  });
  const at = kept?.at ?? values.at;
  if (kept?.isNew !== false) placeRows(rows, kernels.viewAt(at + 4 * stride, rows.length * stride));
  kernels.viewAt(at, length).set(vector);
  kernels.squaredDistancesBehind(at, 4 * stride, n, length, 1, out.at);
  return out.view.slice(1);
}

/** Where sessions begin to be counted anew: nothing is kept any more. */
export function forgetKeptRows(): void {
  simd().forgetKept();
}

/** Whether rows of the session lie in that place of this thread. */
export function areKept({ slot, session }: Keep): boolean {
  return simd().isKept(slot, session);
}
