import { option } from '../../entries/option.js';
import { countElements } from '../layout.js';
import { defineLayer } from './layerEntry.js';

/** y = x W + b, of all values of an image in a row. On images in float64, by krumble's own kernel. */
export const dense = defineLayer({
  name: 'dense',
  summary: 'every output is a weighted sum of all inputs and a bias',
  definition: 'y = x W + b; images are laid out in a row first',
  example: 'mnist-layers-vs-krum',
  prefix: 'hidden',
  options: {
    units: option.whole({ least: 1, most: 65_536, about: 'how many outputs there are' }),
  },
  lay: ({ units }, { shape, isOnData }) => ({
    shape: [units],
    tensors: [
      {
        name: 'kernel',
        kind: 'kernel',
        shape: [countElements(shape), units],
        ...(isOnData && { onData: true }),
      },
      { name: 'bias', kind: 'bias', shape: [units] },
    ],
  }),
  loadApply: async () => (await import('./apply.js')).applyDense,
});
