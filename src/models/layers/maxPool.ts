import * as tf from '@tensorflow/tfjs-core';
import { maxPool as forward, maxPoolGradient } from '../../kernels/maxPool.js';

/** The highest value of each window of size x size of an input [batch, height, width, channels]. */
export function maxPool(input: tf.Tensor4D, size: number): tf.Tensor4D {
  const [batch, height, width, channels] = input.shape;
  return tf.customGrad((x) => {
    const { values, places } = forward((x as tf.Tensor).dataSync<'float32'>(), {
      ...{ batch, input: [height, width, channels], size },
    });
    return {
      value: tf.tensor4d(values, [batch, Math.floor(height / size), Math.floor(width / size), channels]),
      gradFunc: (dy: tf.Tensor) => [
        tf.tensor(maxPoolGradient(dy.dataSync<'float32'>(), places, input.size), input.shape),
      ],
    };
  })(input) as tf.Tensor4D;
}
