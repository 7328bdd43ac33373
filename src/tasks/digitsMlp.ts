import { defineTask } from './task.js';

export const digitsMlpTask = defineTask({
  name: 'digits-mlp',
  summary: 'digits of 8 x 8 pixels, 64-32-10, 15 workers, batch 20: seconds a run, and nothing to fetch',
  example: 'digits-sign-flip-vs-trimmed-mean',
  model: 'digits-mlp',
  dataSet: 'digits',
  augmentation: 'none',
  workers: { count: 15, batch: 20, reports: 'single-batch' },
  training: { rounds: 100, momentum: 0.9, learningRate: 0.1, fading: 10000, l2: 1e-4 },
  batchMax: 60_000,
  slice: 1000,
  deadline: 60,
  accuracyPublished: null,
});
