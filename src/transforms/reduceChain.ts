import { mixRows } from '../aggregation/mixRows.js';
import type { Memory } from '../entries/memory.js';
import { invariant } from '../errors/invariantError.js';
import type { Reduction } from '../kernels/reduction.js';
import { type Chain, type ChainDecision, composeMixings } from './decideChain.js';

/**
 * One block of the aggregate, of what a chain decided.
 * A rule that only decides mixes the reports themselves, once,
 * by its weights and the transforms' together; one that reduces gets the mixed rows of the block.
 * `kept` is of the reports.
 */
export function reduceChain(
  { rule: { entry, setting } }: Chain,
  rows: readonly Float32Array[],
  { decision, mixing }: ChainDecision,
  memory: Memory,
): Reduction {
  if (entry.reduce === undefined) {
    invariant(decision !== null, `the rule ${entry.name} neither decided nor reduces`);
    if (mixing === null) return mixRows(rows, decision);
    const { chosen, weights } = decision;
    const own = weights ?? mixing.weights.map((_, row) => (chosen.includes(row) ? 1 / chosen.length : 0));
    const [composed] = composeMixings({ weights: [own] }, mixing).weights;
    return mixRows(rows, { ...decision, weights: composed });
  }
  if (mixing === null) return entry.reduce(rows, setting, decision, memory);
  const mixed = mixing.weights.map((weights) => mixRows(rows, { chosen: [], scores: [], weights }).aggregate);
  const { aggregate, kept } = entry.reduce(mixed, setting, decision, memory);
  const keptOfReports = new Float64Array(rows.length);
  for (const [k, weights] of mixing.weights.entries()) {
    for (const [i, weight] of weights.entries()) keptOfReports[i] += weight * kept[k];
  }
  return { aggregate, kept: keptOfReports };
}
