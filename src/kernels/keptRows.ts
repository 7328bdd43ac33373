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

/**
 * The sum over rows of weights_i x_i in float64, in row order, of kept rows and of one vector that stands in
 * several places: `isVector` says in which. A row of weight 0 is left out.
 * Rounded to float32 it is bit for bit what `weightedSums` gives.
 */
export function weightedSumWithKept(
  keep: Keep,
  rows: readonly Float32Array[],
  vector: Float32Array,
  { weights, isVector }: { readonly weights: readonly number[]; readonly isVector: readonly boolean[] },
): Float64Array {
  const kernels = simd();
  const n = isVector.length;
  const { length } = vector;
  const whole = 4 * Math.ceil(length / 4);
  const sizes = { places: ['i32', n], of: ['f64', n], out: ['f64', whole] } as const;
  const { at, stride, arrays } = layOutRows(rows, sizes, { keep, ahead: 1 });
  const { places, of, out } = arrays;
  kernels.viewAt(at - stride, length).set(vector);
  let [used, kept] = [0, 0];
  for (const [row, is] of isVector.entries()) {
    const place = is ? at - stride : at + stride * kept++;
    if (weights[row] === 0) continue;
    places.view[used] = place;
    of.view[used++] = weights[row];
  }
  kernels.weightedSum(places.at, of.at, used, length, out.at);
  return out.view.slice(0, length);
}

/** Where sessions begin to be counted anew: nothing is kept any more. */
export function forgetKeptRows(): void {
  simd().forgetKept();
}

/** Whether rows of the session lie in that place of this thread. */
export function areKept({ slot, session }: Keep): boolean {
  return simd().isKept(slot, session);
}
