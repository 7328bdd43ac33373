import { defineTask } from './task.js';

export const mnistMlpTask = defineTask({
  name: 'mnist-mlp',
  aliases: ['mnist'],
  summary: 'MNIST, 784-100-10, 51 workers, batch 83 (supplement of A Little Is Enough)',
  paper: {
    authors: 'Baruch, Baruch, Goldberg',
    title: 'A Little Is Enough',
    venue: 'NeurIPS',
    year: 2019,
  },
  example: 'mnist-unattacked',
  model: 'mnist-mlp',
  dataSet: 'mnist',
  augmentation: 'none',
  workers: { count: 51, batch: 83, reports: 'single-batch' },
  training: { rounds: 150, momentum: 0.9, learningRate: 0.1, fading: 10000, l2: 1e-4 },
  batchMax: 60_000,
  slice: 1000,
  deadline: 60,
  accuracyPublished: 96.1,
});
