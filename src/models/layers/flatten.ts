import * as tf from '@tensorflow/tfjs-core';

/** Each image in a row: [batch, height, width, channels] to [batch, height x width x channels]. */
export function flatten(input: tf.Tensor4D): tf.Tensor2D {
  return tf.customGrad((x) => ({
    value: tf.reshape(x as tf.Tensor, [input.shape[0], -1]),
    gradFunc: (dy: tf.Tensor) => [tf.reshape(dy, input.shape)],
  }))(input) as tf.Tensor2D;
}
