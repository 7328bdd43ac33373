import { defineTask } from './task.js';

export const cifar10Resnet8Task = defineTask({
  name: 'cifar10-resnet8',
  summary: 'CIFAR-10, residual network of eight layers, 15 workers, batch 32',
  example: 'cifar10-resnet8-unattacked',
  model: 'cifar10-resnet8',
  dataSet: 'cifar10',
  augmentation: 'crop-and-flip',
  workers: { count: 15, batch: 32, reports: 'single-batch' },
  training: { rounds: 400, momentum: 0.9, learningRate: 0.1, fading: 2000, l2: 1e-4 },
  batchMax: 1000,
  slice: 250,
  deadline: 120,
  accuracyPublished: null,
});
