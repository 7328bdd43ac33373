import { simd } from './simd.js';

/** Where a model stands: parameters w and velocity v, of equal length. */
export interface Movement {
  readonly parameters: Float32Array;
  readonly velocity: Float32Array;
}

/**
 * Writes v' = momentum v - rate g and w' = w + v' to `next`, in float64, each rounded to float32.
 * Returns the sum of the squares of w', in float64 in the order of coordinates.
 */
export function momentumStep(
  { parameters, velocity }: Movement,
  gradient: Float32Array,
  { momentum, rate }: { readonly momentum: number; readonly rate: number },
  next: Movement,
): number {
  const { length } = gradient;
  const kernels = simd();
  const arrays = kernels.layOut({
    parameters: ['f32', length],
    velocity: ['f32', length],
    gradient: ['f32', length],
  });
  arrays.parameters.view.set(parameters);
  arrays.velocity.view.set(velocity);
  arrays.gradient.view.set(gradient);
  const addresses = [arrays.parameters.at, arrays.velocity.at, arrays.gradient.at] as const;
  const squares = kernels.momentumStep(...addresses, momentum, rate, length);
  next.parameters.set(arrays.parameters.view);
  next.velocity.set(arrays.velocity.view);
  return squares;
}
