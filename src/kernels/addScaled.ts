import { simd } from './simd.js';

/**
 * target_c += factor source_c for every coordinate, in float64, rounded to float32 once. Changes the
 * target.
 */
export function addScaled(target: Float32Array, factor: number, source: Float32Array): void {
  const { length } = target;
  const kernels = simd();
  const arrays = kernels.layOut({ target: ['f32', length], source: ['f32', length] });
  arrays.target.view.set(target);
  arrays.source.view.set(source);
  kernels.addScaled(arrays.target.at, factor, arrays.source.at, length);
  target.set(arrays.target.view);
}
