import { ruleNamed } from '../aggregation/rules.js';
import { blockCount } from './blocks.js';
import { createReports, type Reports, reportRows } from './reports.js';
import type { World } from './world.js';

/**
 * Memory that the driver lends to all actors for an attempt at a round, shared by all threads. Each place in it is written
 * by one actor, before the message that wakes whoever reads it; so nothing that is as long as a gradient travels.
 */
export interface RoundMemory {
  readonly reports: Reports;
  /** n x n partial squared distances of every shard, one shard after the other; empty where the rule needs none. */
  readonly squares: Float64Array;
  /** What the round leads to: every shard writes its own block. */
  readonly parameters: Float32Array;
  readonly velocity: Float32Array;
}

/** Fresh memory for rounds in a world. Throws a RangeError where there is not enough. */
export function createRoundMemory({ scenario, parameters: [{ length }] }: World): RoundMemory {
  const { select } = ruleNamed(scenario.defense.rule);
  const pairs = select === undefined ? 0 : blockCount(length) * scenario.workers.count ** 2;
  return {
    reports: createReports(reportRows(scenario), length),
    squares: new Float64Array(new SharedArrayBuffer(8 * pairs)),
    parameters: new Float32Array(new SharedArrayBuffer(4 * length)),
    velocity: new Float32Array(new SharedArrayBuffer(4 * length)),
  };
}

/** The squared distances that a shard measured, of n workers, where they lie. */
export function squaresOf({ squares }: RoundMemory, shard: number, workers: number): Float64Array {
  return squares.subarray(shard * workers ** 2, (shard + 1) * workers ** 2);
}
