import { countMeasured, measureBlock, readGeometry } from '../aggregation/measureBlock.js';
import { invariant } from '../errors/invariantError.js';
import { countParticipants } from '../scenario/participants.js';
import { asksGeometry, type ChainDecision, decideChain, listAsked } from '../transforms/decideChain.js';
import type { Context, MeasureTrial } from './behaviour.js';
import { lendBlock } from './lendBlock.js';
import { recallMemory } from './recallMemory.js';
import { sumParts } from './sumSquares.js';
import { transformStream } from './transformStream.js';
import { fillInCopies, fillInOthers, placeOthers } from './trialRows.js';
import type { Tried } from './tried.js';

/**
 * What the defense decides on reports that are tried, by their distances: one report of all colluders is
 * measured by `measureOne`, and `among` gives the distances among others' rows.
 */
export function decideTrial(
  context: Context,
  tried: Tried,
  { measureOne, among }: { readonly measureOne: MeasureTrial; readonly among: () => Float64Array },
): ChainDecision {
  const { world, round } = context;
  const { entries, scenario } = world;
  if (!asksGeometry(entries)) return { decision: null, mixing: null };
  const { rows, reports, isOne } = tried;
  const n = rows.length;
  const all = countParticipants(scenario);
  invariant(n === all, `a defense that goes by distances of ${all} reports is tried with ${n}`);
  const total = measureRest(context, tried);
  fillInOthers(total, rows, among());
  if (isOne) {
    const toOthers = sumParts(measureOne(reports[0]));
    const isFinite = toOthers.every(Number.isFinite) || reports[0].every(Number.isFinite);
    fillInCopies(total, rows, toOthers, isFinite);
  }
  const geometry = readGeometry(listAsked(entries), n, total);
  return decideChain(entries, geometry, recallMemory(context, null), transformStream(scenario, round));
}

/** All that the defense asks for but the distances that are known or measured elsewhere, which are 0. */
function measureRest(context: Context, { rows, blocks, isOne }: Tried): Float64Array {
  const asked = listAsked(context.world.entries);
  const n = rows.length;
  if (isOne && countMeasured(asked, n) === n * n) return new Float64Array(n * n);
  const elsewhere = isOne ? rows.map((_, place) => place) : placeOthers(rows);
  return sumParts(
    blocks.map((block, index) =>
      measureBlock(asked, block, recallMemory(context, index), lendBlock({ ...context, index }), elsewhere),
    ),
  );
}
