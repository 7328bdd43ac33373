import { simd } from './simd.js';

/**
 * Pairwise squared distances of n rows over their coordinates: out[i n + j] = sum over c of (x_ic - x_jc)^2.
 *
 * rows: n arrays of equal length. Returns n x n, row-major, symmetric, zero diagonal. Accumulates in float64: four
 * sums a pair over every fourth coordinate, then ((s0 + s2) + (s1 + s3)), then what is left of the coordinates.
 * A pair with a NaN or an infinity may come out as NaN or infinity.
 */
export function squaredDistances(rows: readonly Float32Array[]): Float64Array {
  const n = rows.length;
  const { length } = rows[0];
  const kernels = simd();
  const stride = 4 * Math.ceil(length / 4);
  const { values, out } = kernels.layOut({ values: ['f32', n * stride], out: ['f64', n * n] });
  for (let i = 0; i < n; i++) values.view.set(rows[i], i * stride);
  kernels.squaredDistances(values.at, 4 * stride, n, length, out.at);
  return out.view.slice();
}

/** Sum over c of (a_c - b_c)^2, in float64 in the order of c. */
export function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) {
    const difference = a[c] - b[c];
    sum += difference * difference;
  }
  return sum;
}
