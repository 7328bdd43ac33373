import { convolution } from './convolution.js';
import { defineLayer } from './layerEntry.js';

/**
 * A convolution of stride 1 without a pad and the max-pool behind it, as one layer by one kernel:
 * only the highest values have a gradient. No scenario names it: networks put it where the two stand.
 */
export const pooledConvolution = defineLayer({
  name: 'pooled-convolution',
  summary: 'a convolution and the max-pool behind it',
  prefix: convolution.prefix,
  lay: (_options, { shape }) => ({ shape, tensors: [] }),
  loadApply: async () => (await import('./apply.js')).applyPooledConvolution,
});
