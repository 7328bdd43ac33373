import { show } from '../../errors/show.js';
import { defineLayer } from './layerEntry.js';

/** The mean of each channel. */
export const globalAveragePool = defineLayer({
  name: 'global-average-pool',
  summary: 'the mean of each channel',
  definition: 'out[c] = mean over y, x of in[y, x, c]',
  example: 'mnist-lenet-unattacked',
  prefix: 'average',
  lay: (_options, { shape, isOnData }) => {
    if (isOnData)
      return { field: '', problem: 'images themselves are not pooled', allowed: 'convolution first' };
    if (shape.length === 3) return { shape: shape.slice(-1), tensors: [] };
    return { field: '', found: `values of shape ${show(shape)}`, allowed: '[height, width, channels]' };
  },
  loadApply: async () => (await import('./apply.js')).applyGlobalAveragePool,
});
