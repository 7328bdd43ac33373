import type * as tf from '@tensorflow/tfjs-core';
import type { PlacedLayer } from '../placedLayer.js';
import type { Network, Pass } from './network.js';

/** The network of a list of layers, each on what the one before made. Loads what computes them. */
export async function loadLayered(layers: readonly PlacedLayer[]): Promise<Network> {
  const chain = await loadChain(layers);
  return (pass) => chain(pass, null) as tf.Tensor2D;
}

/** What layers make of values, or of the images themselves where there are none yet. */
type Chain = (pass: Pass, input: tf.Tensor | null) => tf.Tensor;

async function loadChain(layers: readonly PlacedLayer[]): Promise<Chain> {
  const applies = await Promise.all(layers.map(({ entry }) => entry.loadApply()));
  const inners = await Promise.all(layers.map(({ inner = [] }) => loadChain(inner)));
  return (pass, first) => {
    const { images, parameter, onData, normalise } = pass;
    let input = first;
    for (const [k, { place, prefix, options }] of layers.entries()) {
      input = applies[k]({
        ...{ input, images, place, options },
        parameter: (name) => parameter(`${prefix}/${name}`),
        onData: (name) => onData(`${prefix}/${name}`),
        normalise: (values) => normalise(values, prefix),
        inner: (values) => inners[k](pass, values),
      });
    }
    return input!;
  };
}
