import { type Keep, layOutRows } from './layOutRows.js';
import { simd } from './simd.js';

/**
 * Squared distances of a vector to rows that are kept. Bit for bit what `squaredDistances` gives
 * for these pairs.
 */
export function squaredDistancesToKept(
  keep: Keep,
  rows: readonly Float32Array[],
  vector: Float32Array,
): Float64Array {
  if (rows.length === 0) return new Float64Array(0);
  const kernels = simd();
  const n = rows.length + 1;
  const { length } = vector;
  const { at, stride, arrays } = layOutRows(rows, { out: ['f64', n] }, { keep, ahead: 1 });
  kernels.viewAt(at - stride, length).set(vector);
  kernels.squaredDistancesBehind(at - stride, stride, n, length, 1, arrays.out.at);
  return arrays.out.view.slice(1);
}

/** Where sessions begin to be counted anew: nothing is kept any more. */
export function forgetKeptRows(): void {
  simd().forgetKept();
}

/** Whether rows of the session lie in that place of this thread. */
export function areKept({ slot, session }: Keep): boolean {
  return simd().isKept(slot, session);
}
