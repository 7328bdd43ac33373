import { dense } from './layerEntries/dense.js';
import { buildListedNetwork } from './layerNetwork.js';

/** Multinomial logistic regression on MNIST: one dense layer, d = 7,850. Its loss is convex. */
export const mnistLogistic = buildListedNetwork(
  {
    name: 'mnist-logistic',
    summary: 'dense 784-10: multinomial logistic regression, whose loss is convex',
    example: 'mnist-logistic-unattacked',
    inputShape: [28, 28, 1],
    classes: 10,
  },
  [{ entry: dense, options: { units: 10 } }],
);
