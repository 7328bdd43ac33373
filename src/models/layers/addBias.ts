import * as tf from '@tensorflow/tfjs-core';
import { columnTotals } from '../../kernels/columnTotals.js';

/** A bias for each channel of [batch, height, width, channels]; its gradient is summed in float64. */
export function addBias(input: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  return tf.customGrad((x, b) => ({
    value: tf.add(x as tf.Tensor4D, b as tf.Tensor1D),
    gradFunc: (dy: tf.Tensor) => [
      dy,
      tf.tensor1d(new Float32Array(columnTotals(dy.dataSync<'float32'>(), bias.size))),
    ],
  }))(input, bias) as tf.Tensor4D;
}
