import type { DataSet } from '../data/dataSet.js';
import type { Partition } from '../data/partition.js';
import type { Model } from '../models/model.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { PARAMETERS, type StateTensor, VELOCITY } from './stateTensors.js';

/** The two versions of a tensor: a round starts from one, and its outcome becomes the other. */
export type Versions = readonly [Float32Array, Float32Array];

/**
 * What every actor can read, broadcast once in shared memory: plain data, which travels to all threads.
 * Everything that lasts has two versions: round r starts from version r % 2
 * and its outcome becomes version (r+1) % 2 when the round commits as a whole.
 * Actors never write to it.
 */
export interface SharedWorld {
  readonly scenario: Scenario;
  readonly set: DataSet;
  /** Who holds which training images. */
  readonly partition: Partition;
  readonly tensors: readonly StateTensor[];
  /** By the names of the tensors. */
  readonly state: Readonly<Record<string, Versions>>;
}

/** The same with the entries that the scenario names, which each thread looks up for itself. */
export interface World extends SharedWorld {
  readonly entries: ScenarioEntries;
}

/** The same with the network, on a thread that has loaded it. */
export interface ActorWorld extends World {
  readonly model: Model;
}

/** Which version of everything that lasts a round starts from. */
export function pickVersion(round: number): 0 | 1 {
  return (round % 2) as 0 | 1;
}

/** The parameters that a round starts from, and the velocity. */
export function parametersBefore({ state }: SharedWorld, round: number): Float32Array {
  return state[PARAMETERS][pickVersion(round)];
}

export function velocityBefore({ state }: SharedWorld, round: number): Float32Array {
  return state[VELOCITY][pickVersion(round)];
}

/** How many parameters the model has: d. */
export function countParameters({ state }: SharedWorld): number {
  return state[PARAMETERS][0].length;
}
