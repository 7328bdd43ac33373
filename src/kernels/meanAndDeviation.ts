import { placeRows, strideOf } from './placeRows.js';
import { simd } from './simd.js';

/**
 * Column means and population standard deviations: mean_c = (1/n) sum over i of x_ic, deviation_c = sqrt((1/n) sum
 * over i of (x_ic - mean_c)^2), both in float64 in row order. rows: n arrays of equal length, n >= 1.
 */
export function meanAndDeviation(rows: readonly Float32Array[]): {
  means: Float64Array;
  deviations: Float64Array;
} {
  const n = rows.length;
  const { length } = rows[0];
  const stride = strideOf(rows);
  const kernels = simd();
  const arrays = kernels.layOut({
    values: ['f32', n * stride],
    means: ['f64', stride],
    deviations: ['f64', stride],
  });
  placeRows(rows, arrays.values.view);
  kernels.meanAndDeviation(arrays.values.at, 4 * stride, n, length, arrays.means.at, arrays.deviations.at);
  return { means: arrays.means.view.slice(0, length), deviations: arrays.deviations.view.slice(0, length) };
}
