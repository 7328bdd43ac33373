import { convolution } from './layerEntries/convolution.js';
import { maxPool } from './layerEntries/maxPool.js';
import { pooledConvolution } from './layerEntries/pooledConvolution.js';
import { relu } from './layerEntries/relu.js';
import type { PlacedLayer } from './placedLayer.js';

/**
 * The same layers, with a convolution of stride 1, with a bias and without a pad,
 * and the max-pool behind it as one.
 * ReLU between the two goes behind: the result and its gradient are the same, on a fraction of the values.
 */
export function fuseLayers(layers: readonly PlacedLayer[]): PlacedLayer[] {
  const fused: PlacedLayer[] = [];
  for (let k = 0; k < layers.length; k++) {
    const layer = layers[k];
    const between = layers[k + 1]?.entry === relu ? [layers[k + 1]] : [];
    const pool = layers[k + 1 + between.length];
    if (pool?.entry !== maxPool || !isPlain(layer)) {
      fused.push(layer);
      continue;
    }
    const { shape } = pool;
    fused.push({ ...layer, entry: pooledConvolution, options: { pool: pool.options.size }, shape });
    fused.push(...between.map((one) => ({ ...one, place: { ...one.place, shape }, shape })));
    k += 1 + between.length;
  }
  return fused;
}

function isPlain({ entry, options }: PlacedLayer): boolean {
  return entry === convolution && options.stride === 1 && options.pad === 0 && options.bias === true;
}
