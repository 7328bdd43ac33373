const FLOAT: usize = 4;

/** target_c += factor source_c for every coordinate, computed in float64 and rounded to float32 once. */
export function addScaled(target: usize, factor: f64, source: usize, length: i32): void {
  const factors = f64x2.splat(factor);
  let c: i32 = 0;
  for (; c + 2 <= length; c += 2) {
    const at = <usize>c * FLOAT;
    const x = f64x2.promote_low_f32x4(v128.load64_zero(target + at));
    const y = f64x2.promote_low_f32x4(v128.load64_zero(source + at));
    v128.store64_lane(target + at, f32x4.demote_f64x2_zero(f64x2.add(x, f64x2.mul(factors, y))), 0);
  }
  for (; c < length; c++) {
    const at = <usize>c * FLOAT;
    store<f32>(target + at, f32(f64(load<f32>(target + at)) + factor * f64(load<f32>(source + at))));
  }
}
