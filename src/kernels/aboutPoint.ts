import { computeStride, placeRows } from './placeRows.js';
import { simd } from './simd.js';

/**
 * How rows lie about a point m and along a direction p: adds the sums over c of (m_c - x_ic)^2 of each row i
 * to `sums`, and behind those of all rows the sums of p_c (m_c - x_ic), in float64 in the order of c.
 * Rows are one block, whose first coordinate is `start` in m and p.
 */
export function addAbout(
  sums: Float64Array,
  rows: readonly Float32Array[],
  { point, direction, start }: { point: Float64Array; direction: Float64Array; start: number },
): void {
  const n = rows.length;
  const { length } = rows[0];
  const stride = computeStride(rows);
  const kernels = simd();
  const { values, m, p, out } = kernels.layOut({
    values: ['f32', n * stride],
    m: ['f64', length],
    p: ['f64', length],
    out: ['f64', 2 * n],
  });
  placeRows(rows, values.view);
  m.view.set(point.subarray(start, start + length));
  p.view.set(direction.subarray(start, start + length));
  out.view.set(sums);
  kernels.addAbout(values.at, 4 * stride, n, length, m.at, p.at, out.at);
  sums.set(out.view);
}

/**
 * sum over i of weights_i (x_i - m), added to `sum` in float64, row after row.
 * Rows are one block, whose first coordinate is `start` in m and in `sum`.
 */
export function addWeightedAbout(
  sum: Float64Array,
  rows: readonly Float32Array[],
  { weights, point, start }: { weights: Float64Array; point: Float32Array; start: number },
): void {
  const n = rows.length;
  const { length } = rows[0];
  const stride = computeStride(rows);
  const kernels = simd();
  const { values, of, m, out } = kernels.layOut({
    values: ['f32', n * stride],
    of: ['f64', n],
    m: ['f32', stride],
    out: ['f64', stride],
  });
  const block = sum.subarray(start, start + length);
  placeRows(rows, values.view);
  of.view.set(weights);
  m.view.set(point.subarray(start, start + length));
  out.view.set(block);
  kernels.addWeightedAbout(values.at, 4 * stride, n, length, of.at, m.at, out.at);
  block.set(out.view.subarray(0, length));
}
