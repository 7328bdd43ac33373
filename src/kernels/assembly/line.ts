const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * out_c = point_c + factor direction_c for every coordinate, computed in float64 and rounded to float32 once;
 * without a point, address 0, factor direction_c.
 * point, direction: float64, out: float32; a multiple of 4 values can be read and written of each.
 */
export function pointOnLine(point: usize, factor: f64, direction: usize, out: usize, length: i32): void {
  const factors = f64x2.splat(factor);
  for (let c: i32 = 0; c < length; c += 4) {
    const at = <usize>c * DOUBLE;
    let low = f64x2.mul(factors, v128.load(direction + at));
    let high = f64x2.mul(factors, v128.load(direction + at, 16));
    if (point !== 0) {
      low = f64x2.add(v128.load(point + at), low);
      high = f64x2.add(v128.load(point + at, 16), high);
    }
    const both = v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
    v128.store(out + <usize>c * FLOAT, both);
  }
}
