import { addScaled } from '../kernels/addScaled.js';
import { defineLocalUpdate } from './localUpdate.js';

/**
 * SGD through the images that the worker holds in batches, at the round's learning rate and without momentum,
 * from w to w_local; the gradient that would lead there in one step: (w - w_local) / rate.
 * The last batch may be a smaller one.
 */
export const localEpoch = defineLocalUpdate({
  name: 'local-epoch',
  summary: 'SGD through all images that the worker holds, as the one gradient that would lead there',
  definition: '(w - w_local) / rate, after one epoch of SGD from w',
  example: 'mnist-local-epoch-vs-krum',
  compute: ({ parameters, rate, images, batches, lossAndGradient, scratch }) => {
    const gradient = scratch.float32('gradient', parameters.length);
    const local = scratch.float32('local parameters', parameters.length);
    local.set(parameters);
    let lossSum = 0;
    for (const batch of batches('shuffled')) {
      lossSum += batch.labels.length * lossAndGradient(local, batch, gradient, true);
      addScaled(local, -rate, gradient);
    }
    for (let c = 0; c < local.length; c++) gradient[c] = (parameters[c] - local[c]) / rate;
    return { loss: lossSum / images, gradient };
  },
});
