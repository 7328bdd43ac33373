import { stream } from '../random/stream.js';
import { type Layout, parameterCount, type TensorSpec, tensorViews } from './layout.js';

/**
 * Initial parameters by Glorot and Bengio (2010): kernels uniform in +-sqrt(6 / (fanIn + fanOut)),
 * biases and offsets of batch norms (beta) zero, their scales (gamma) one.
 * fanIn and fanOut count the receptive field of a convolution.
 * Drawn from the seed, a stream a tensor.
 * Returns d float32 values.
 */
export function initialParameters(layout: Layout, seed: number): Float32Array {
  const parameters = new Float32Array(parameterCount(layout));
  for (const [index, view] of tensorViews(layout, parameters).entries()) {
    const tensor = layout.tensors[index];
    if (tensor.kind === 'gamma') view.fill(1);
    if (tensor.kind !== 'kernel') continue;
    const random = stream(seed, 'initial parameters', tensor.name);
    const limit = glorotLimit(tensor);
    for (let k = 0; k < view.length; k++) view[k] = limit * (2 * random.uniform() - 1);
  }
  return parameters;
}

function glorotLimit({ shape }: TensorSpec): number {
  const field = shape.slice(0, -2).reduce((size, extent) => size * extent, 1);
  const [inputs, outputs] = shape.slice(-2);
  return Math.sqrt(6 / (field * (inputs + outputs)));
}
