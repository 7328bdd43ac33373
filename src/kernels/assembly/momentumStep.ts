const FLOAT: usize = 4;

/**
 * velocity_c = momentum velocity_c - rate gradient_c, then parameters_c += velocity_c, both in float64 and
 * rounded to float32. Returns the sum of the new parameters' squares, in float64 in the order of c.
 * All are `length` float32, in place.
 */
export function momentumStep(
  parameters: usize,
  velocity: usize,
  gradient: usize,
  momentum: f64,
  rate: f64,
  length: i32,
): f64 {
  let squares: f64 = 0;
  const end = <usize>length * FLOAT;
  for (let at: usize = 0; at < end; at += FLOAT) {
    const moved = f32(momentum * f64(load<f32>(velocity + at)) - rate * f64(load<f32>(gradient + at)));
    const parameter = f32(f64(load<f32>(parameters + at)) + f64(moved));
    store<f32>(velocity + at, moved);
    store<f32>(parameters + at, parameter);
    squares += f64(parameter) * f64(parameter);
  }
  return squares;
}
