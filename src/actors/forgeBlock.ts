import type { HonestBlock, OwnBlock } from '../attacks/attack.js';
import { NO_MEMORY } from '../entries/memory.js';
import { columnMean } from '../kernels/columnMean.js';
import { squaredDistance } from '../kernels/distances.js';
import { listHonest } from '../scenario/corruption.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import { castRound, listParticipants } from '../scenario/participants.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { memoryViews } from './memoryViews.js';
import { listDeciding } from './plan.js';
import { viewBlock } from './reports.js';
import type { ForgedBlock, Results } from './results.js';
import { forgedAt } from './roundMemory.js';
import { countParameters } from './world.js';

const NOTHING: Results['decision'] = { facts: {}, hasVector: false };

/**
 * Writes a shard's block of what the corrupted workers report over what they computed,
 * by what the adversary of their attack decided; where their attack is off, they report what they computed.
 * Where all workers are corrupted, the mean of what they computed is kept as a row of its own.
 */
export function forgeBlock(context: Context): ForgedBlock {
  const { world, memory, index, round } = context;
  const scenario = castRound(world.scenario, round);
  const { count, corrupted } = scenario.workers;
  const { attacks } = world.entries;
  const rows = viewBlock(memory.reports, index);
  const hiddenSquares = corrupted === count ? hideMean(rows.slice(0, count), rows[count]) : null;
  const deciding = listDeciding(world.entries);
  const decisions = deciding.length === 0 ? [] : context.read('decision');
  const honest = listHonest(scenario).map((row) => rows[row]); // nobody forges these
  let isOne = true;
  for (const attack of attacks) {
    const decided = decisions[deciding.indexOf(attack)] ?? NOTHING;
    const own = attack.rowsIn(round).map((row) => rows[row]);
    const isSame = attack.isOn(round) && forgeAttack(attack, decided, { own, honest }, context);
    isOne &&= isSame;
  }
  return { isOne, hiddenSquares };
}

/** Forges what the workers of one attack report; returns whether it is the same for all. */
function forgeAttack(
  attack: BoundAttack,
  { facts, hasVector }: Results['decision'],
  { own, honest }: { readonly own: readonly Float32Array[]; readonly honest: readonly Float32Array[] },
  context: Context,
): boolean {
  const { world, memory, index, round } = context;
  const { entry, setting, place } = attack;
  const starts = blockStarts(countParameters(world));
  const extent = { from: starts[index], to: starts[index + 1] };
  const report = hasVector ? forgedAt(memory, attack, world).subarray(extent.from, extent.to) : null;
  if (entry.forge === undefined) {
    if (report !== null) for (const row of own) row.set(report);
    return report !== null;
  }
  const isOurs = ({ length }: { length: unknown }) => length === 'parameters';
  const isBegun = entry.decide !== undefined;
  const block: OwnBlock = {
    own,
    report,
    facts,
    start: extent.from,
    memory: entry.memory
      ? memoryViews('attack', entry.memory, context, { isOurs, extent, isBegun, place })
      : NO_MEMORY,
  };
  const participants = listParticipants(world.scenario, round);
  const honestWorkers = listHonest(castRound(world.scenario, round)).map((row) => participants[row]);
  const seen = entry.sees === 'own' ? block : { ...block, honest, honestWorkers };
  const forged = entry.forge(seen as HonestBlock, setting);
  const isOne = forged instanceof Float32Array;
  for (const [k, row] of own.entries()) row.set(isOne ? forged : forged[k]);
  return isOne;
}

/** Writes the mean of what workers computed as a row; returns the sum of the squared deviations from it. */
function hideMean(own: readonly Float32Array[], row: Float32Array): number {
  const { aggregate: mean } = columnMean(own);
  row.set(mean);
  return own.reduce((sum, vector) => sum + squaredDistance(vector, mean), 0);
}
