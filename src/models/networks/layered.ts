import type * as tf from '@tensorflow/tfjs-core';
import type { PlacedLayer } from '../placedLayer.js';
import type { Network } from './network.js';

/** The network of a list of layers, each on what the one before made. Loads what computes them. */
export async function loadLayered(layers: readonly PlacedLayer[]): Promise<Network> {
  const applies = await Promise.all(layers.map(({ entry }) => entry.loadApply()));
  return ({ images, parameter, onData, normalise }) => {
    let input: tf.Tensor | null = null;
    for (const [k, { place, prefix, options }] of layers.entries()) {
      input = applies[k]({
        ...{ input, images, place, options },
        parameter: (name) => parameter(`${prefix}/${name}`),
        onData: (name) => onData(`${prefix}/${name}`),
        normalise: (values) => normalise(values, prefix),
      });
    }
    return input as tf.Tensor2D;
  };
}
