import { simd } from './simd.js';

/**
 * Means and population variances of the columns of a row-major matrix, in float64 in the order of rows.
 */
export function columnMoments(
  matrix: Float32Array,
  columns: number,
): { means: Float64Array; variances: Float64Array } {
  const kernels = simd();
  const { values, means, deviations } = kernels.layOut({
    values: ['f32', matrix.length + 3], // vectors are read to their end
    means: ['f64', columns + 3],
    deviations: ['f64', columns + 3],
  });
  values.view.set(matrix);
  kernels.meanAndDeviation(values.at, 4 * columns, matrix.length / columns, columns, means.at, deviations.at);
  return {
    means: means.view.slice(0, columns),
    variances: deviations.view.slice(0, columns).map((deviation) => deviation ** 2),
  };
}
