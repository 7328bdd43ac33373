import { squaredDistancesTo } from '../kernels/distances.js';
import { distancesToMean } from '../kernels/distancesToMean.js';
import { isHonest } from '../scenario/corruption.js';
import { castRound } from '../scenario/participants.js';
import { asksGeometry } from '../transforms/decideChain.js';
import type { Behaviour, Context } from './behaviour.js';
import type { ForgedBlock, HonestFacts } from './results.js';
import { honestMeanAt } from './roundMemory.js';
import { viewRows } from './viewRows.js';

/** A block's honest mean, and how far reports are from it. */
export interface HonestMean {
  readonly mean: Float32Array;
  readonly facts: HonestFacts;
}

/** Shard s: of its block the honest mean, which is written, and how far each report is from it. */
export const measureHonestMean: Behaviour<'honestMeans'> = (context) => {
  const { memory, world, index, readOne } = context;
  context.enter('update');
  const { mean, facts } = computeHonestMean(readOne('distances', index).forged, context);
  honestMeanAt(memory, index, world).set(mean);
  return facts;
};

/** What shard s measured of its block while the server chose; where nobody chooses, it does so now. */
export function findHonestMean(forged: ForgedBlock | null, context: Context): HonestMean {
  const { memory, world, index, readOne } = context;
  if (!asksGeometry(world.entries)) return computeHonestMean(forged, context);
  return { mean: honestMeanAt(memory, index, world), facts: readOne('honestMeans', index) };
}

/** The mean of what honest workers report; of what all workers hid where nobody is honest. */
function computeHonestMean(forged: ForgedBlock | null, context: Context): HonestMean {
  const { workers: rows, hidden } = viewRows(context);
  const hiddenSquares = forged?.hiddenSquares ?? null;
  if (hiddenSquares !== null) {
    const squaresToHonestMean = Array.from(squaredDistancesTo(rows, hidden!));
    return { mean: hidden!, facts: { squaresToHonestMean, honestSquares: hiddenSquares } };
  }
  const scenario = castRound(context.world.scenario, context.round);
  const honest = rows.map((_, row) => isHonest(scenario, row));
  const { mean, squares } = distancesToMean(rows, honest);
  const honestSquares = squares.reduce((sum, square, row) => (honest[row] ? sum + square : sum), 0);
  return { mean, facts: { squaresToHonestMean: Array.from(squares), honestSquares } };
}
