import * as tf from '@tensorflow/tfjs-core';
import { batchNormGradient, type Moments, normalised } from '../../kernels/batchNorm.js';
import { columnMoments } from '../../kernels/columnMoments.js';

/** Batch norm in training mode: by the moments of the input itself, over images and places. */
export function batchNorm(input: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Tensor4D {
  return tf.customGrad((x, g, b, save) => {
    const moments = computeMoments(x as tf.Tensor4D);
    (save as tf.GradSaveFunc)([x as tf.Tensor, g as tf.Tensor]);
    return {
      value: normaliseBy(moments, x as tf.Tensor4D, g as tf.Tensor1D, b as tf.Tensor1D),
      gradFunc: (dy: tf.Tensor, [from, by]: tf.Tensor[]) => {
        const found = batchNormGradient(floats(dy), floats(from), moments, floats(by));
        const own = [found.gamma, found.beta].map((sums) => tf.tensor1d(new Float32Array(sums)));
        return [tf.tensor(found.input, input.shape), ...own];
      },
    };
  })(input, gamma, beta) as tf.Tensor4D;
}

/** Mean and biased variance of each channel of an input [batch, height, width, channels]. */
export function computeMoments(input: tf.Tensor4D): Moments {
  return columnMoments(floats(input), input.shape[3]);
}

/** Batch norm by given moments. Has no gradient. */
export function normaliseBy(
  moments: Moments,
  input: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
): tf.Tensor4D {
  return tf.tensor4d(normalised(floats(input), moments, floats(gamma), floats(beta)), input.shape);
}

function floats(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}
