import type { Augmentation } from '../data/augmentation.js';
import type { Entry } from '../entries/entry.js';

/** A data set, a network, and the settings that they are trained with where a scenario does not say. */
export interface Task<Name extends string = string> extends Entry {
  readonly kind: 'task';
  readonly name: Name;
  /** The names of the network and the data set. */
  readonly model: string;
  readonly dataSet: string;
  readonly augmentation: Augmentation;
  /** `reports`: the name of the local update. */
  readonly workers: { readonly count: number; readonly batch: number; readonly reports: string };
  readonly training: {
    readonly rounds: number;
    readonly momentum: number;
    readonly learningRate: number;
    readonly fading: number | 'none';
    readonly l2: number;
  };
  /**
   * The most images that a gradient is taken of at once,
   * by the memory that they need: backends have 4 GB a thread.
   */
  readonly batchMax: number;
  /** How many test images an evaluator takes at once, by the memory that they need. */
  readonly slice: number;
  /** The longest that a step of an actor may take when nobody says so, seconds. */
  readonly deadline: number;
  /** Test accuracy that is published without an attack, percent; null where none is. */
  readonly accuracyPublished: number | null;
}

/** Makes a task of its parts. */
export function defineTask<const Name extends string>(task: Omit<Task<Name>, 'kind'>): Task<Name> {
  return Object.freeze({ kind: 'task', ...task });
}
