import type { Memory } from '../entries/memory.js';
import type { Reduction } from '../kernels/reduction.js';
import { addNoise } from './addNoise.js';
import { askReference } from './measureBlock.js';
import { mixRows } from './mixRows.js';
import type { BlockView, Decision, Rule, RuleSetting } from './rule.js';

/**
 * One block of the aggregate: by the rule, or by mixing the rows that it decided on.
 * Noise that it decided on is added, and a rule with memory notes what came out.
 */
export function reduceBlock(
  rule: Rule,
  rows: readonly Float32Array[],
  setting: RuleSetting,
  decision: Decision | null,
  memory: Memory,
  view: BlockView,
): Reduction {
  const reduction = reduce(rule, rows, setting, decision, memory, view);
  if (decision?.noise) addNoise(reduction.aggregate, decision.noise, view);
  rule.remember?.(reduction.aggregate, setting, memory);
  return reduction;
}

function reduce(rule: Rule, ...given: Parameters<NonNullable<Rule['reduce']>>): Reduction {
  if (rule.reduce) return rule.reduce(...given);
  const [rows, setting, decision, memory, view] = given;
  if (!decision!.referenceWeight) return mixRows(rows, decision!);
  const reference = askReference({ entry: rule, setting })!;
  return mixRows(rows, decision!, reference.row(rows, setting, memory, view));
}
