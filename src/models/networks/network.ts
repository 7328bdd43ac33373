import type * as tf from '@tensorflow/tfjs-core';
import type { Images } from '../../kernels/images.js';
import type { layers } from '../layers/layers.js';
import type { OnData } from '../layers/onData.js';

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
  /** The layers that there are, for networks that do not import them. */
  readonly layers: typeof layers;
}

/** A network: the list of its layers, from images to logits [batch, classes]. */
export type Network = (pass: Pass) => tf.Tensor2D;
