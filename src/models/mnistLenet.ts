import { convolution } from './layerEntries/convolution.js';
import { dense } from './layerEntries/dense.js';
import { maxPool } from './layerEntries/maxPool.js';
import { relu } from './layerEntries/relu.js';
import { buildListedNetwork } from './layerNetwork.js';

/** LeNet-5 with ReLU and max-pooling, on images as they are: 6 and 16 filters of 5x5, dense 120-84-10. */
export const mnistLenet = buildListedNetwork(
  {
    name: 'mnist-lenet',
    summary: 'LeNet-5 with ReLU and max-pooling: two convolutions, dense 120-84-10, d = 44,426',
    paper: {
      authors: 'LeCun, Bottou, Bengio, Haffner',
      title: 'Gradient-Based Learning Applied to Document Recognition',
      venue: 'Proceedings of the IEEE',
      year: 1998,
    },
    example: 'mnist-lenet-unattacked',
    inputShape: [28, 28, 1],
    classes: 10,
  },
  [
    { entry: convolution, options: { filters: 6, size: 5, stride: 1, pad: 0, bias: true } },
    { entry: relu, options: {} },
    { entry: maxPool, options: { size: 2 } },
    { entry: convolution, options: { filters: 16, size: 5, stride: 1, pad: 0, bias: true } },
    { entry: relu, options: {} },
    { entry: maxPool, options: { size: 2 } },
    { entry: dense, options: { units: 120 } },
    { entry: relu, options: {} },
    { entry: dense, options: { units: 84 } },
    { entry: relu, options: {} },
    { entry: dense, options: { units: 10 } },
  ],
);
