import { lendWhole } from '../aggregation/lendWhole.js';
import { reduceBlock } from '../aggregation/reduceBlock.js';
import { listWeights, mixAll } from '../aggregation/mixRows.js';
import type { BlockView, Rule } from '../aggregation/rule.js';
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
  view: BlockView = lendWhole(rows[0].length),
): Reduction {
  const told = [memory, view] as const;
  invariant(
    decision !== null || entry.reduce !== undefined,
    `the rule ${entry.name} neither decided nor reduces`,
  );
  if (mixing === null) return reduceBlock(entry, rows, setting, decision, ...told);
  if (entry.reduce === undefined) {
    const weights = weighReports(entry, { decision, mixing }, rows.length)!;
    return reduceBlock(entry, rows, setting, { ...decision!, weights }, ...told);
  }
  const mixed = mixAll(rows, mixing.weights);
  const { aggregate, kept } = reduceBlock(entry, mixed, setting, decision, ...told);
  const keptOfReports = new Float64Array(rows.length);
  for (const [k, weights] of mixing.weights.entries()) {
    for (const [i, weight] of weights.entries()) keptOfReports[i] += weight * kept[k];
  }
  return { aggregate, kept: keptOfReports };
}

/**
 * The weights of the n reports in the aggregate, where it is a sum of reports by weights;
 * null where the rule goes by coordinates.
 */
export function weighReports(
  { reduce }: Pick<Rule, 'reduce'>,
  { decision, mixing }: ChainDecision,
  n: number,
): readonly number[] | null {
  if (reduce !== undefined || decision === null) return null;
  const own = listWeights(decision, mixing?.weights.length ?? n);
  return mixing === null ? own : composeMixings({ weights: [own] }, mixing).weights[0];
}
