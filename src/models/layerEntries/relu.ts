import { defineLayer } from './layerEntry.js';

/** max(x, 0). */
export const relu = defineLayer({
  name: 'relu',
  summary: 'what is below zero becomes zero',
  definition: 'max(x, 0); its gradient at 0 is 0',
  example: 'mnist-layers-vs-krum',
  prefix: 'relu',
  lay: (_options, { shape, isOnData }) =>
    isOnData
      ? {
          field: '',
          problem: 'no pixel is below zero before a layer with parameters',
          allowed: 'dense or convolution first',
        }
      : { shape, tensors: [] },
  loadApply: async () => (await import('./apply.js')).applyRelu,
});
