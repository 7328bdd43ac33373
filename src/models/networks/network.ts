import type * as tf from '@tensorflow/tfjs-core';

/** A network: a dense layer on the images by krumble's own kernels, then the rest by TensorFlow.js. */
export interface Network {
  /**
   * From the outputs of the first layer [batch, outputs], before any activation, to logits [batch, classes].
   * parameters: the tensors of the layout behind the first layer's kernel and bias.
   */
  readonly rest: (outputs: tf.Tensor2D, parameters: tf.Tensor[]) => tf.Tensor2D;
}
