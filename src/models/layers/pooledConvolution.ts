import * as tf from '@tensorflow/tfjs-core';
import { columnTotals } from '../../kernels/columnTotals.js';
import {
  type PooledConvolution,
  pooledConvolution as forward,
  pooledConvolutionGradient,
  pooledSize,
} from '../../kernels/pooledConvolution.js';

/**
 * Convolution with stride 1 and without padding, plus bias,
 * of which max-pooling takes the highest value of each window of pool x pool:
 * one layer by krumble's own kernels, since only the highest values have a gradient.
 * Of equal values the first in row-major order has it.
 * input [batch, height, width, channels], kernel [height, width, in, out], bias [out].
 */
export function pooledConvolution(
  input: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  pool: number,
): tf.Tensor4D {
  return tf.customGrad((x, w, b, save) => {
    const { value, gradients } = compute(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, pool);
    (save as tf.GradSaveFunc)([x as tf.Tensor, w as tf.Tensor]);
    return { value, gradFunc: (dy: tf.Tensor, [from, by]: tf.Tensor[]) => gradients(dy, from, by, true) };
  })(input, kernel, bias) as tf.Tensor4D;
}

/** The same on data, by which nothing is differentiated. */
export function pooledConvolutionOfData(
  data: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  pool: number,
): tf.Tensor4D {
  return tf.customGrad((w, b, save) => {
    const { value, gradients } = compute(data, w as tf.Tensor4D, b as tf.Tensor1D, pool);
    (save as tf.GradSaveFunc)([data, w as tf.Tensor]);
    return { value, gradFunc: (dy: tf.Tensor, [from, by]: tf.Tensor[]) => gradients(dy, from, by, false) };
  })(kernel, bias) as tf.Tensor4D;
}

/** The output, and what gives the gradients by input (if wanted), kernel and bias. */
function compute(input: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D, pool: number) {
  const [batch, ...inputShape] = input.shape;
  const [height, width, , outputs] = kernel.shape;
  const sizes: PooledConvolution = { batch, input: inputShape, kernel: [height, width], outputs, pool };
  const { values, places } = forward(floats(input), floats(kernel), floats(bias), sizes);
  const gradients = (dy: tf.Tensor, x: tf.Tensor, w: tf.Tensor, byInput: boolean): tf.Tensor[] => {
    const slopes = floats(dy);
    const arrays = { input: floats(x), kernel: floats(w), slopes, places };
    const found = pooledConvolutionGradient(arrays, sizes, byInput);
    const byBias = new Float32Array(columnTotals(slopes, outputs));
    const own = [tf.tensor(found.kernel, kernel.shape), tf.tensor1d(byBias)];
    return found.input === null ? own : [tf.tensor(found.input, input.shape), ...own];
  };
  return { value: tf.tensor4d(values, [batch, ...pooledSize(sizes), outputs]), gradients };
}

function floats(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}
