import { computeStride } from './placeRows.js';
import { simd } from './simd.js';

/**
 * Several weighted sums of the same rows: sum over i of weights_i x_ic in float64, in row order,
 * each rounded to float32 once. A row of weight 0 is left out, whatever it holds.
 * rows: n arrays of equal length, n >= 1; mixes: for each sum the weights of the n rows.
 */
export function weightedSums(
  rows: readonly Float32Array[],
  mixes: readonly (readonly number[])[],
): Float32Array[] {
  if (mixes.length === 0) return [];
  const { length } = rows[0];
  const used = rows.flatMap((_, i) => (mixes.some((weights) => weights[i] !== 0) ? [i] : []));
  const stride = computeStride(rows);
  const kernels = simd();
  const { values, places, weights, sums } = kernels.layOut({
    values: ['f32', used.length * stride],
    places: ['i32', used.length],
    weights: ['f64', used.length],
    sums: ['f64', stride],
  });
  for (const [k, i] of used.entries()) values.view.set(rows[i], k * stride);
  return mixes.map((mix) => {
    let n = 0;
    for (const [k, i] of used.entries()) {
      if (mix[i] === 0) continue;
      places.view[n] = values.at + 4 * stride * k;
      weights.view[n++] = mix[i];
    }
    kernels.weightedSum(places.at, weights.at, n, length, sums.at);
    return new Float32Array(sums.view.subarray(0, length));
  });
}
