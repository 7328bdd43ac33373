import * as tf from '@tensorflow/tfjs-core';
import { columnTotals } from '../../kernels/columnTotals.js';

/** Adds a bias to each channel: input [batch, height, width, channels], bias [channels]. */
export function addBias(input: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  return tf.customGrad((x, b) => ({
    value: tf.add(x as tf.Tensor, b as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => [
      tf.clone(dy),
      tf.tensor1d(new Float32Array(columnTotals(dy.dataSync<'float32'>(), bias.shape[0]))),
    ],
  }))(input, bias) as tf.Tensor4D;
}
