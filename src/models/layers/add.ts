import * as tf from '@tensorflow/tfjs-core';

/** The sum of two tensors of one shape. */
export function add<T extends tf.Tensor>(left: T, right: T): T {
  return tf.customGrad((a, b) => ({
    value: tf.add(a as tf.Tensor, b as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => [tf.clone(dy), tf.clone(dy)], // each is disposed of by itself
  }))(left, right) as T;
}
