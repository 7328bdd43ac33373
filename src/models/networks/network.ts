import type * as tf from '@tensorflow/tfjs-core';

/** What a network computes logits from. */
export interface Pass {
  /** The images, float64 [batch x height x width x channels]. */
  readonly images: Float64Array;
  /** The parameter tensor of that name in the layout. */
  readonly parameter: <T extends tf.Tensor>(name: string) => T;
  /** Batch norm by the scales and offsets of that name; by which moments, the pass knows. */
  readonly normalise: (input: tf.Tensor4D, name: string) => tf.Tensor4D;
}

/** A network: the list of its layers, from images to logits [batch, classes]. */
export type Network = (pass: Pass) => tf.Tensor2D;
