import type * as tf from '@tensorflow/tfjs-core';

/** From parameter tensors in the layout's order and images [batch, height x width x channels] to logits [batch, classes]. */
export type Network = (parameters: tf.Tensor[], images: tf.Tensor2D) => tf.Tensor2D;
