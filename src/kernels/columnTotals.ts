import { simd } from './simd.js';

/** Sums over the rows of a row-major matrix, in float64 in the order of rows. */
export function columnTotals(matrix: Float32Array, columns: number): Float64Array {
  const kernels = simd();
  const { values, sums } = kernels.layOut({
    values: ['f32', matrix.length + 3], // vectors are read to their end
    sums: ['f64', columns + 3],
  });
  values.view.set(matrix);
  kernels.columnSums(values.at, 4 * columns, matrix.length / columns, columns, sums.at);
  return sums.view.slice(0, columns);
}
