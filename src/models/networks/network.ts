import type * as tf from '@tensorflow/tfjs-core';
import type { Images } from '../../kernels/images.js';

/** A parameter that is multiplied with the data alone, and where its gradient is written; null: it is not wanted. */
export interface OnData {
  readonly values: Float32Array;
  readonly gradient: Float32Array | null;
}

/** What a network computes logits from. */
export interface Pass {
  /** The images [batch x height x width x channels]. */
  readonly images: Images;
  /** The parameter tensor of that name in the layout. */
  readonly parameter: <T extends tf.Tensor>(name: string) => T;
  /** A parameter that the layout says is on data. */
  readonly onData: (name: string) => OnData;
  /** Batch norm by the scales and offsets of that name; by which moments, the pass knows. */
  readonly normalise: (input: tf.Tensor4D, name: string) => tf.Tensor4D;
}

/** A network: the list of its layers, from images to logits [batch, classes]. */
export type Network = (pass: Pass) => tf.Tensor2D;
