import { defineLocalUpdate } from './localUpdate.js';

/** The gradient of the mean cross-entropy on the worker's next batch. */
export const singleBatch = defineLocalUpdate({
  name: 'single-batch',
  summary: 'the gradient of the worker’s next batch',
  definition: 'g = grad of the mean cross-entropy of the batch + l2 w',
  compute: ({ parameters, nextBatch, lossAndGradient, scratch }) => {
    const gradient = scratch.float32('gradient', parameters.length);
    return { loss: lossAndGradient(parameters, nextBatch(), gradient, true), gradient };
  },
});
