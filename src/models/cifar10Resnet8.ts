import { batchNorm } from './layerEntries/batchNorm.js';
import { convolution } from './layerEntries/convolution.js';
import { dense } from './layerEntries/dense.js';
import { globalAveragePool } from './layerEntries/globalAveragePool.js';
import { relu } from './layerEntries/relu.js';
import { residual } from './layerEntries/residual.js';
import { buildListedNetwork } from './layerNetwork.js';
import type { NamedLayer } from './placedLayer.js';

const convolve = (filters: number, stride = 1): NamedLayer => ({
  entry: convolution,
  options: { filters, size: 3, stride, pad: 1, bias: false },
});
const normalise: NamedLayer = { entry: batchNorm, options: {} };
const activate: NamedLayer = { entry: relu, options: {} };
const block = (filters: number, stride: number): NamedLayer[] => [
  {
    entry: residual,
    options: {},
    inner: [convolve(filters, stride), normalise, activate, convolve(filters), normalise],
  },
  activate,
];

/** The smallest residual network on CIFAR-10: 6n + 2 layers, n = 1; blocks of 16, 32 and 64 filters. */
export const cifar10Resnet8 = buildListedNetwork(
  {
    name: 'cifar10-resnet8',
    summary: 'residual network of eight layers, 16, 32 and 64 filters, d = 77,850',
    paper: {
      authors: 'He, Zhang, Ren, Sun',
      title: 'Deep Residual Learning for Image Recognition',
      venue: 'CVPR',
      year: 2016,
    },
    example: 'cifar10-resnet8-unattacked',
    inputShape: [32, 32, 3],
    classes: 10,
  },
  [
    ...[convolve(16), normalise, activate],
    ...[block(16, 1), block(32, 2), block(64, 2)].flat(),
    { entry: globalAveragePool, options: {} },
    { entry: dense, options: { units: 10 } },
  ],
);
