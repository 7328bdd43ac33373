import { countMeasured } from '../aggregation/measureBlock.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import { countParticipants } from '../scenario/participants.js';
import { asksGeometry, listAsked } from '../transforms/decideChain.js';
import { blockCount, blockStarts } from './blocks.js';
import { createReports, type Reports, reportRows } from './reports.js';
import { listPairParts, pairsBefore } from './pairParts.js';
import { listDeciding } from './plan.js';
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
  /** Of every shard the partial squared distances between honest reports, where these are measured apart. */
  readonly pairs: Float64Array;
  /** The honest mean, of which every shard writes its block; empty where nobody asks for distances. */
  readonly honestMean: Float32Array;
  /**
   * What adversaries decided to have reported, all d coordinates for each attack that decides;
   * empty where none does.
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
    pairs: new Float64Array(new SharedArrayBuffer(8 * blockCount(size) * pairsPerShard(world))),
    squares: new Float64Array(new SharedArrayBuffer(8 * squares)),
    honestMean: sharedFloats(asksGeometry(entries) ? size : 0),
    forged: sharedFloats(listDeciding(entries).length * size),
    next: Object.fromEntries(tensors.map((tensor) => [tensor.name, sharedFloats(countValues(tensor))])),
  };
}

/** What a shard measured for the geometry, where it lies, in the order that `measureBlock` has. */
export function squaresAt({ squares }: RoundMemory, shard: number, world: World): Float64Array {
  const length = squaresPerShard(world);
  return squares.subarray(shard * length, (shard + 1) * length);
}

/** A part of the pairs' squared distances that a shard measured, row after row. */
export function pairsAt({ pairs }: RoundMemory, shard: number, part: number, world: World): Float64Array {
  const { workers, bounds } = listPairParts(world);
  const from = shard * pairsPerShard(world);
  const place = (bound: number) => from + pairsBefore(bounds[bound], workers.length);
  return pairs.subarray(place(part), place(part + 1));
}

/** The honest mean of a shard's block, where it lies. */
export function honestMeanAt({ honestMean }: RoundMemory, shard: number, world: World): Float32Array {
  const starts = blockStarts(countParameters(world));
  return honestMean.subarray(starts[shard], starts[shard + 1]);
}

/** The vector that an attack decided to have reported, where it lies. */
export function forgedAt({ forged }: RoundMemory, attack: BoundAttack, world: World): Float32Array {
  const slot = listDeciding(world.entries).indexOf(attack);
  const size = countParameters(world);
  return forged.subarray(slot * size, (slot + 1) * size);
}

function pairsPerShard(world: World): number {
  const { workers, bounds } = listPairParts(world);
  return pairsBefore(bounds.at(-1)!, workers.length);
}

function squaresPerShard({ scenario, entries }: World): number {
  return countMeasured(listAsked(entries), countParticipants(scenario));
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}
