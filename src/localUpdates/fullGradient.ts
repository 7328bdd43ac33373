import { defineLocalUpdate } from './localUpdate.js';

/**
 * The gradient of the mean cross-entropy on all images that the worker holds, added up in batches in float64.
 */
export const fullGradient = defineLocalUpdate({
  name: 'full-gradient',
  summary: 'the mean gradient over all images that the worker holds',
  definition: 'g = grad of the mean cross-entropy of all local images + l2 w',
  compute: ({ parameters, images, batches, lossAndGradient, addL2, scratch }) => {
    const gradient = scratch.float32('gradient', parameters.length);
    const sums = scratch.float64('gradient sums', parameters.length).fill(0);
    let lossSum = 0;
    for (const batch of batches('as dealt')) {
      const { length } = batch.labels;
      lossSum += length * lossAndGradient(parameters, batch, gradient, false);
      for (let c = 0; c < sums.length; c++) sums[c] += length * gradient[c];
    }
    for (let c = 0; c < sums.length; c++) gradient[c] = sums[c] / images;
    addL2(gradient, parameters);
    return { loss: lossSum / images, gradient };
  },
});
