import { defineTask } from './task.js';

export const quadraticTask = defineTask({
  name: 'quadratic',
  summary:
    'half the squared distance to made-up points: a quadratic with a known optimum, to compare with proofs',
  example: 'quadratic-sign-flip-vs-trimmed-mean',
  model: 'quadratic',
  dataSet: 'quadratic',
  augmentation: 'none',
  workers: { count: 15, batch: 20, reports: 'single-batch' },
  training: { rounds: 100, momentum: 0, learningRate: 0.1, fading: 'none', l2: 0 },
  batchMax: 60_000,
  slice: 1000,
  deadline: 60,
  accuracyPublished: null,
});
