import { countMeasured } from '../aggregation/measureBlock.js';
import { asksGeometry, listAsked } from '../transforms/decideChain.js';
import { blockCount } from './blocks.js';
import { createReports, type Reports, reportRows } from './reports.js';
import { countValues } from './stateTensors.js';
import { countParameters, type World } from './world.js';

/**
 * Memory that the driver lends to all actors for an attempt at a round, shared by all threads.
 * Each place in it is written by one actor, before the message that wakes
 * whoever reads it; so nothing that is as long as a gradient travels.
 */
export interface RoundMemory {
  readonly reports: Reports;
  /**
   * What every shard measured of its block, one shard after the other; empty where nobody asks for it.
   */
  readonly squares: Float64Array;
  /**
   * What the adversary decided to have reported,
   * all d coordinates; empty where an attack decides on no vector.
   */
  readonly forged: Float32Array;
  /**
   * What the round leads to, by the names of tensors that last:
   * of parameters and velocity every shard writes its block.
   */
  readonly next: Readonly<Record<string, Float32Array>>;
}

/** Fresh memory for rounds in a world. Throws a RangeError where there is not enough. */
export function createRoundMemory(world: World): RoundMemory {
  const { scenario, entries, tensors } = world;
  const size = countParameters(world);
  const squares = asksGeometry(entries) ? blockCount(size) * squaresPerShard(world) : 0;
  return {
    reports: createReports(reportRows(scenario, entries), size),
    squares: new Float64Array(new SharedArrayBuffer(8 * squares)),
    forged: sharedFloats(entries.attack?.entry.decide === undefined ? 0 : size),
    next: Object.fromEntries(tensors.map((tensor) => [tensor.name, sharedFloats(countValues(tensor))])),
  };
}

/** What a shard measured for the geometry, where it lies, in the order that `measureBlock` has. */
export function squaresAt({ squares }: RoundMemory, shard: number, world: World): Float64Array {
  const length = squaresPerShard(world);
  return squares.subarray(shard * length, (shard + 1) * length);
}

function squaresPerShard({ scenario: { workers }, entries }: World): number {
  return countMeasured(listAsked(entries), workers.count);
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}
