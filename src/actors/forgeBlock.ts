import type { HonestBlock, OwnBlock } from '../attacks/attack.js';
import { NO_MEMORY } from '../entries/memory.js';
import { columnMean } from '../kernels/columnMean.js';
import { squaredDistance } from '../kernels/distances.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { memoryViews } from './memoryViews.js';
import { viewBlock } from './reports.js';
import type { ForgedBlock, Results } from './results.js';
import { countParameters } from './world.js';

/**
 * Writes a shard's block of what the corrupted workers report
 * over what they computed, by what the adversary decided.
 * Where all workers are corrupted, the mean of what they computed is kept as a row of its own.
 */
export function forgeBlock({ facts, hasVector }: Results['decision'], context: Context): ForgedBlock {
  const { world, memory, index } = context;
  const { count, corrupted } = world.scenario.workers;
  const { entry, setting } = world.entries.attack!;
  const rows = viewBlock(memory.reports, index);
  const own = rows.slice(0, corrupted);
  const hiddenSquares = corrupted === count ? hideMean(own, rows[count]) : null;
  const starts = blockStarts(countParameters(world));
  const extent = { from: starts[index], to: starts[index + 1] };
  const report = hasVector ? memory.forged.subarray(extent.from, extent.to) : null;
  if (entry.forge === undefined) {
    if (report !== null) for (const row of own) row.set(report);
    return { isOne: report !== null, hiddenSquares };
  }
  const isLong = ({ length }: { length: unknown }) => length === 'parameters';
  const block: OwnBlock = {
    own,
    report,
    facts,
    start: extent.from,
    memory: entry.memory
      ? memoryViews('attack', entry.memory, context, {
          isOurs: isLong,
          extent,
          isBegun: entry.decide !== undefined,
        })
      : NO_MEMORY,
  };
  const seen = entry.sees === 'own' ? block : { ...block, honest: rows.slice(corrupted, count) };
  const forged = entry.forge(seen as HonestBlock, setting);
  const isOne = forged instanceof Float32Array;
  for (const [worker, row] of own.entries()) row.set(isOne ? forged : forged[worker]);
  return { isOne, hiddenSquares };
}

/** Writes the mean of what workers computed as a row; returns the sum of the squared deviations from it. */
function hideMean(own: readonly Float32Array[], row: Float32Array): number {
  const { aggregate: mean } = columnMean(own);
  row.set(mean);
  return own.reduce((sum, vector) => sum + squaredDistance(vector, mean), 0);
}
