import type * as tf from '@tensorflow/tfjs-core';

/** From parameter tensors in the layout's order and images [batch x height x width x channel] to logits [batch, classes]. */
export type Network = (parameters: tf.Tensor[], images: Float64Array) => tf.Tensor2D;
