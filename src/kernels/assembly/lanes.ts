/** Two float32 as float64. Loaded as they are needed: that is faster than to move the upper half of four. */
@inline
export function promoted(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The upper two of four float32, in the place of the lower two. */
@inline
export function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}
