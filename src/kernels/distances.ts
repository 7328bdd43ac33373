import { layOutRows } from './layOutRows.js';
import { simd } from './simd.js';

/**
 * Pairwise squared distances of n rows over their coordinates: out[i n + j] = sum over c of (x_ic -
 * x_jc)^2.
 *
 * rows: n arrays of equal length. Returns n x n, row-major, symmetric, zero diagonal.
 * Accumulates in float64: four sums a pair over every fourth coordinate,
 * then ((s0 + s2) + (s1 + s3)), then the coordinates left over.
 * A pair with a NaN or an infinity may come out as NaN or infinity.
 * Only pairs with one of the first `some` rows are measured: between two others is 0.
 */
export function squaredDistances(rows: readonly Float32Array[], some = rows.length): Float64Array {
  const n = rows.length;
  const { length } = rows[0];
  const { at, stride, arrays } = layOutRows(rows, { out: ['f64', n * n], work: ['f64', 2 * n] });
  const { out, work } = arrays;
  simd().squaredDistances(at, stride, n, some, length, out.at, work.at);
  return out.view.slice();
}

/**
 * The same of each of the first `some` rows to those behind it, row after row.
 * Bit for bit what `squaredDistances` gives for these pairs.
 */
export function squaredDistancesBehind(rows: readonly Float32Array[], some: number): Float64Array {
  const n = rows.length;
  const { length } = rows[0];
  const { at: first, stride, arrays } = layOutRows(rows, { out: ['f64', some * n] });
  const { out } = arrays;
  simd().squaredDistancesBehind(first, stride, n, length, some, out.at);
  const packed = new Float64Array(some * n - (some * (some + 1)) / 2);
  let at = 0;
  for (let i = 0; i < some; i++) {
    packed.set(out.view.subarray(i * n + i + 1, (i + 1) * n), at);
    at += n - i - 1;
  }
  return packed;
}

/**
 * Squared distances of n rows to one vector: out[i] = sum over
 * c of (x_ic - t_c)^2, in float64 in the order of c.
 */
export function squaredDistancesTo(rows: readonly Float32Array[], target: Float32Array): Float64Array {
  const n = rows.length;
  const sizes = { target: ['f32', target.length], out: ['f64', n] } as const;
  const { at, stride, arrays } = layOutRows(rows, sizes);
  arrays.target.view.set(target);
  simd().squaredDistancesTo(at, stride, n, target.length, arrays.target.at, arrays.out.at);
  return arrays.out.view.slice();
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
