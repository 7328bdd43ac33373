import { defineTask } from './task.js';

export const mnistLogisticTask = defineTask({
  name: 'mnist-logistic',
  summary: 'MNIST, logistic regression: a convex loss, 51 workers, batch 83',
  example: 'mnist-logistic-unattacked',
  model: 'mnist-logistic',
  dataSet: 'mnist',
  augmentation: 'none',
  workers: { count: 51, batch: 83, reports: 'single-batch' },
  training: { rounds: 150, momentum: 0.9, learningRate: 0.1, fading: 10000, l2: 1e-4 },
  batchMax: 60000,
  slice: 1000,
  deadline: 60,
  accuracyPublished: null,
});
