import type { DataSet } from '../data/dataSet.js';
import type { Scenario } from '../scenario/scenario.js';

/**
 * What every actor can read, broadcast once in shared memory. Parameters, velocity and momenta have two versions: round r
 * starts from version r % 2 and its outcome becomes version (r+1) % 2 when the round commits as a whole.
 * Actors never write to it.
 */
export interface World {
  readonly scenario: Scenario;
  readonly set: DataSet;
  /** The order in which training images are dealt. */
  readonly order: Uint32Array;
  readonly parameters: readonly [Float32Array, Float32Array];
  readonly velocity: readonly [Float32Array, Float32Array];
  /** Of all workers one after the other, where workers have a momentum. */
  readonly momenta: readonly [Float32Array, Float32Array] | null;
}

/** Which version of parameters and velocity a round starts from. */
export function versionOf(round: number): 0 | 1 {
  return (round % 2) as 0 | 1;
}
