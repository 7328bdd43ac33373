import { defineTask } from './task.js';

export const cifar100Wrn40x4Task = defineTask({
  name: 'cifar100-wrn40x4',
  aliases: ['cifar100'],
  summary:
    'CIFAR-100, WRN-40-4, each worker an epoch of its share a round (supplement of A Little Is Enough)',
  paper: {
    authors: 'Baruch, Baruch, Goldberg',
    title: 'A Little Is Enough',
    venue: 'NeurIPS',
    year: 2019,
  },
  example: 'cifar100-unattacked',
  model: 'cifar100-wrn40x4',
  dataSet: 'cifar100',
  augmentation: 'crop-and-flip',
  workers: { count: 51, batch: 20, reports: 'local-epoch' },
  training: { rounds: 100, momentum: 0.9, learningRate: 0.1, fading: 2000, l2: 1e-4 },
  batchMax: 64,
  slice: 100,
  deadline: 21_600,
  accuracyPublished: 73.0,
});
