import { countElements } from '../layout.js';
import { defineLayer } from './layerEntry.js';

/** All values of an image in a row. A dense layer does that by itself. */
export const flatten = defineLayer({
  name: 'flatten',
  summary: 'all values of an image in a row, as a dense layer takes them anyway',
  definition: '[height, width, channels] as [height x width x channels]',
  example: 'mnist-layers-vs-krum',
  prefix: 'flatten',
  lay: (_options, { shape }) => ({ shape: [countElements(shape)], tensors: [] }),
  loadApply: async () => (await import('./apply.js')).applyFlatten,
});
