import { computeStride } from './placeRows.js';
import { simd } from './simd.js';

/**
 * The mean of the rows that count, mean_c = (1/m) sum over them of x_ic in row order in float64, rounded to
 * float32, and the squared distance of each of the n rows to it, in float64 in the order of c.
 * It is `columnMean` and `squaredDistancesTo`, of rows that are copied to the kernels' memory once.
 * rows: n arrays of equal length, of which one counts at least.
 */
export function distancesToMean(
  rows: readonly Float32Array[],
  counts: readonly boolean[],
): { mean: Float32Array; squares: Float64Array } {
  const all = rows.map((_, row) => row);
  const counted = all.filter((row) => counts[row]);
  const order = [...counted, ...all.filter((row) => !counts[row])];
  const { length } = rows[0];
  const stride = computeStride(rows);
  const kernels = simd();
  const { values, means, out } = kernels.layOut({
    values: ['f32', rows.length * stride],
    means: ['f32', stride],
    out: ['f64', rows.length],
  });
  for (const [place, row] of order.entries()) values.view.set(rows[row], place * stride);
  kernels.columnMeans(values.at, 4 * stride, counted.length, length, means.at);
  kernels.squaredDistancesTo(values.at, 4 * stride, rows.length, length, means.at, out.at);
  const squares = new Float64Array(rows.length);
  for (const [place, row] of order.entries()) squares[row] = out.view[place];
  return { mean: means.view.slice(0, length), squares };
}
