import { type Keep, layOutRows } from './layOutRows.js';
import { computeStride } from './placeRows.js';
import { simd } from './simd.js';

/**
 * How rows lie about a point m and along a direction p: adds the sums over c of (m_c - x_ic)^2 of each row i
 * to `sums`, and behind those of all rows the sums of p_c (m_c - x_ic), in float64 in the order of c.
 * Rows are one block, whose first coordinate is `start` in m and p; `keep`: where they are kept.
 */
export function addAbout(
  sums: Float64Array,
  rows: readonly Float32Array[],
  { point, direction, start }: { point: Float64Array; direction: Float64Array; start: number },
  keep?: Keep,
): void {
  const n = rows.length;
  const { length } = rows[0];
  const room = { m: ['f64', length], p: ['f64', length], out: ['f64', 2 * n] } as const;
  const { at, stride, arrays } = layOutRows(rows, room, { keep });
  const { m, p, out } = arrays;
  m.view.set(point.subarray(start, start + length));
  p.view.set(direction.subarray(start, start + length));
  out.view.set(sums);
  simd().addAbout(at, stride, n, length, m.at, p.at, out.at);
  sums.set(out.view);
}

/**
 * sum over i of weights_i (x_i - m), added to `sum` in float64, row after row.
 * Rows are one block, whose first coordinate is `start` in m and in `sum`; `keep`: where they are kept.
 */
export function addWeightedAbout(
  sum: Float64Array,
  rows: readonly Float32Array[],
  { weights, point, start }: { weights: Float64Array; point: Float32Array; start: number },
  keep?: Keep,
): void {
  const n = rows.length;
  const { length } = rows[0];
  const whole = computeStride(rows);
  const room = { of: ['f64', n], m: ['f32', whole], out: ['f64', whole] } as const;
  const { at, stride, arrays } = layOutRows(rows, room, { keep });
  const { of, m, out } = arrays;
  const block = sum.subarray(start, start + length);
  of.view.set(weights);
  m.view.set(point.subarray(start, start + length));
  out.view.set(block);
  simd().addWeightedAbout(at, stride, n, length, of.at, m.at, out.at);
  block.set(out.view.subarray(0, length));
}
