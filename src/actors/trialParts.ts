import { areKept, squaredDistancesToKept, weightedSumWithKept } from '../kernels/keptRows.js';
import type { Keep } from '../kernels/layOutRows.js';
import { countParticipants } from '../scenario/participants.js';
import { asksGeometry } from '../transforms/decideChain.js';
import { reduceChain } from '../transforms/reduceChain.js';
import type { Context } from './behaviour.js';
import { blockCount, blockStarts } from './blocks.js';
import { lendBlock } from './lendBlock.js';
import { recallMemory } from './recallMemory.js';
import { viewBlock } from './reports.js';
import { countParameters, type World } from './world.js';

/** An adversary's trials of a defense in a round, of which any thread can do parts. */
export interface TrialWork extends Pick<Context, 'world' | 'round' | 'memory' | 'scratch'> {
  /** The adversary's attack, by its place. */
  readonly attack: number;
  /** By which weights all rows are mixed; null: distances are measured, or the rule reduces blocks. */
  readonly weights: readonly number[] | null;
  /** A number that no other trials of a round have, on whatever thread. */
  readonly session: number;
}

/** In how many parts a trial can be cut: blocks of coordinates. */
export function countTrialParts(world: World): number {
  return blockCount(countParameters(world));
}

/** How many numbers any part comes to at most. */
export function sizeTrialPart(world: World): number {
  return Math.max(blockStarts(countParameters(world))[1], countParticipants(world.scenario));
}

/** How many numbers a part of a trial comes to. */
export function lengthOfTrialPart({ world, round, attack, weights }: TrialWork, part: number): number {
  const starts = blockStarts(countParameters(world));
  if (weights !== null || !asksGeometry(world.entries)) return starts[part + 1] - starts[part];
  return countParticipants(world.scenario) - world.entries.attacks[attack].rowsIn(round).length;
}

/**
 * A part of a trial in which all of the adversary's workers send one report: its block's squared distances
 * from the report to the rows of all others, in worker order; by weights, the block of the sum of all rows;
 * where nobody asks for distances, the block of the aggregate. A pure function of the report and weights,
 * and of what an adversary may read: whoever computes it.
 */
export function computeTrialPart(work: TrialWork, report: Float32Array, part: number): Float64Array {
  const { world, memory, weights } = work;
  const starts = blockStarts(countParameters(world));
  const piece = report.subarray(starts[part], starts[part + 1]);
  const isOwn = listOwn(work);
  const rows = viewBlock(memory.reports, part);
  if (weights !== null || asksGeometry(world.entries)) {
    const others = rows.filter((_, row) => isOwn[row] === false);
    const kept = [keepOf(work, part), others, piece] as const;
    return weights === null
      ? squaredDistancesToKept(...kept)
      : weightedSumWithKept(...kept, { weights, isVector: isOwn });
  }
  const tried = isOwn.map((is, row) => (is ? piece : rows[row]));
  const told = [recallMemory(work, part), lendBlock({ ...work, index: part })] as const;
  const decided = { decision: null, mixing: null };
  return Float64Array.from(reduceChain(world.entries, tried, decided, ...told).aggregate);
}

/** Of each row that comes to the defense whether it is the adversary's, in worker order. */
function listOwn({ world, round, attack, session, scratch }: TrialWork): readonly boolean[] {
  return scratch.remembered('own rows of trials', session, () => {
    const own = world.entries.attacks[attack].rowsIn(round);
    return Array.from({ length: countParticipants(world.scenario) }, (_, row) => own.includes(row));
  });
}

/** Whether a thread has at hand what it needs for a part. */
export function hasTrialPart(work: Pick<TrialWork, 'session'>, part: number): boolean {
  return areKept(keepOf(work, part));
}

function keepOf({ session }: Pick<TrialWork, 'session'>, part: number): Keep {
  return { slot: `trial ${part}`, session };
}
