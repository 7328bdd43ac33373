import { defineTask } from './task.js';

export const mnistLenetTask = defineTask({
  name: 'mnist-lenet',
  summary: 'MNIST, LeNet-5, 51 workers, batch 83',
  example: 'mnist-lenet-unattacked',
  model: 'mnist-lenet',
  dataSet: 'mnist',
  augmentation: 'none',
  workers: { count: 51, batch: 83, reports: 'single-batch' },
  training: { rounds: 150, momentum: 0.9, learningRate: 0.03, fading: 10000, l2: 1e-4 },
  batchMax: 4000,
  slice: 500,
  deadline: 60,
  accuracyPublished: null,
});
