import { defineTask } from './task.js';

export const cifar10CnnTask = defineTask({
  name: 'cifar10-cnn',
  aliases: ['cifar10'],
  summary: 'CIFAR-10, two convolutions, 51 workers, batch 83 (supplement of A Little Is Enough)',
  paper: {
    authors: 'Baruch, Baruch, Goldberg',
    title: 'A Little Is Enough',
    venue: 'NeurIPS',
    year: 2019,
  },
  example: 'cifar10-unattacked',
  model: 'cifar10-cnn',
  dataSet: 'cifar10',
  augmentation: 'none',
  workers: { count: 51, batch: 83, reports: 'single-batch' },
  training: { rounds: 400, momentum: 0.9, learningRate: 0.1, fading: 2000, l2: 1e-4 },
  batchMax: 5_000,
  slice: 1000,
  deadline: 60,
  accuracyPublished: 59.6,
});
