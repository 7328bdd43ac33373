import { castRound } from '../scenario/participants.js';
import type { Context } from './behaviour.js';
import { viewBlock } from './reports.js';

/**
 * The shard's block of what each worker reports, and of the mean of what they hid where all are corrupted.
 */
export function viewRows({ world, memory, index, round }: Context): {
  workers: Float32Array[];
  hidden: Float32Array | null;
} {
  const rows = viewBlock(memory.reports, index);
  const { count, corrupted } = castRound(world.scenario, round).workers;
  return { workers: rows.slice(0, count), hidden: corrupted === count ? (rows[count] ?? null) : null };
}
