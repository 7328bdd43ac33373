import * as tf from '@tensorflow/tfjs-core';

/** The mean of each channel of each image: [batch, height, width, channels] to [batch, channels]. */
export function globalAveragePool(input: tf.Tensor4D): tf.Tensor2D {
  const [batch, height, width, channels] = input.shape;
  return tf.customGrad((x) => ({
    value: tf.mean(x as tf.Tensor, [1, 2]),
    gradFunc: (dy: tf.Tensor) =>
      tf.tidy(() => {
        const each = tf.reshape(tf.div(dy, height * width), [batch, 1, 1, channels]);
        return [tf.tile(each, [1, height, width, 1])];
      }),
  }))(input) as tf.Tensor2D;
}
