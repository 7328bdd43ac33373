import type { DataSet } from '../data/dataSet.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import type { ModelName } from '../models/layouts.js';
import type { RandomStream } from '../random/stream.js';
import type { AttackSetting } from './setting.js';

/**
 * What the adversary knows besides its workers' gradients: what every worker is told, how many of the workers are its
 * own, the training images that they hold, and one image that a backdoor is for, whoever holds it. It sees no other
 * worker's gradient.
 */
export interface Knowledge {
  readonly model: ModelName;
  /** w: the parameters that the round begins with. */
  readonly parameters: Float32Array;
  /** v: the last update, which led to w. A worker knows it as the difference of the last two broadcasts. */
  readonly velocity: Float32Array;
  readonly learningRate: number;
  readonly momentum: number;
  /** m / n. */
  readonly share: number;
  /** All images; `held` says which are the corrupted workers'. */
  readonly set: DataSet;
  /** Indices of the training images that the corrupted workers hold. */
  readonly held: () => Uint32Array;
  /** The adversary's own randomness in this round. */
  readonly random: RandomStream;
}

/**
 * An attack: from the corrupted workers' own honest gradients, and what else the adversary knows, it makes the vector
 * that each of them reports.
 */
export interface Attack<Setting extends AttackSetting = AttackSetting> {
  readonly name: Setting['name'];
  readonly summary: string;
  readonly paper: string;
  /** The settings it takes in a scenario. */
  readonly parameters: readonly string[];
  /** own: m >= 1 gradients, in worker order. Returns what every corrupted worker sends. */
  forge(own: Blocks, setting: Setting, knowledge: Knowledge): Float32Array;
}
