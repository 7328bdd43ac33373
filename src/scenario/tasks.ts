import type { DataSetName } from '../data/sets.js';
import type { ModelName } from '../models/layouts.js';
import type { Augmentation, ReportMode } from './choices.js';

/** A data set, a model, and the settings that the paper trains them with. */
export interface Task {
  readonly summary: string;
  readonly model: ModelName;
  readonly dataSet: DataSetName;
  readonly augmentation: Augmentation;
  readonly workers: { readonly count: number; readonly batch: number; readonly reports: ReportMode };
  readonly training: {
    readonly rounds: number;
    readonly momentum: number;
    readonly learningRate: number;
    readonly fading: number;
    readonly l2: number;
  };
  /** The most images that a gradient is taken of at once, by the memory that they need: backends have 4 GB a thread. */
  readonly batchMax: number;
  /** How many test images an evaluator takes at once, by the memory that they need. */
  readonly slice: number;
  /** The longest that a step of an actor may take when nobody says so, seconds. */
  readonly deadline: number;
  /** Test accuracy that the paper reports without an attack, percent. */
  readonly accuracyPublished: number;
}

/** Every task, by name. */
export const tasks = Object.freeze({
  'mnist-mlp': {
    summary: 'MNIST, 784-100-10, 51 workers, batch 83 (supplement of A Little Is Enough)',
    model: 'mnist-mlp',
    dataSet: 'mnist',
    augmentation: 'none',
    workers: { count: 51, batch: 83, reports: 'single-batch' },
    training: { rounds: 150, momentum: 0.9, learningRate: 0.1, fading: 10000, l2: 1e-4 },
    batchMax: 60_000,
    slice: 1000,
    deadline: 60,
    accuracyPublished: 96.1,
  },
  'cifar10-cnn': {
    summary: 'CIFAR-10, two convolutions, 51 workers, batch 83 (supplement of A Little Is Enough)',
    model: 'cifar10-cnn',
    dataSet: 'cifar10',
    augmentation: 'none',
    workers: { count: 51, batch: 83, reports: 'single-batch' },
    training: { rounds: 400, momentum: 0.9, learningRate: 0.1, fading: 2000, l2: 1e-4 },
    batchMax: 5_000,
    slice: 1000,
    deadline: 60,
    accuracyPublished: 59.6,
  },
  'cifar100-wrn40x4': {
    summary:
      'CIFAR-100, WRN-40-4, each worker an epoch of its share a round (supplement of A Little Is Enough)',
    model: 'cifar100-wrn40x4',
    dataSet: 'cifar100',
    augmentation: 'crop-and-flip',
    workers: { count: 51, batch: 20, reports: 'local-epoch' },
    training: { rounds: 100, momentum: 0.9, learningRate: 0.1, fading: 2000, l2: 1e-4 },
    batchMax: 64,
    slice: 100,
    deadline: 21_600,
    accuracyPublished: 73.0,
  },
} satisfies Record<string, Task>);

/** The name of a task. */
export type TaskName = keyof typeof tasks;
