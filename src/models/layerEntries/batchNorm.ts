import { show } from '../../errors/show.js';
import { defineLayer } from './layerEntry.js';

/** gamma (x - mean) / sqrt(variance + epsilon) + beta, each channel by the moments of the batch. */
export const batchNorm = defineLayer({
  name: 'batch-norm',
  summary: 'each channel at mean zero and variance one over the batch, then scaled and moved',
  definition:
    'gamma (x - mean) / sqrt(variance + 1e-5) + beta; evaluated by moments that are taken anew of training images',
  example: 'mnist-lenet-unattacked',
  prefix: 'bn',
  lay: (_options, { shape, isOnData }) => {
    if (isOnData || shape.length !== 3) {
      const found = isOnData ? 'the images themselves' : `values of shape ${show(shape)}`;
      return { field: '', found, allowed: '[height, width, channels], behind a convolution' };
    }
    return {
      shape,
      tensors: [
        { name: 'gamma', kind: 'gamma', shape: shape.slice(-1) },
        { name: 'beta', kind: 'beta', shape: shape.slice(-1) },
      ],
    };
  },
  loadApply: async () => (await import('./apply.js')).applyBatchNorm,
});
