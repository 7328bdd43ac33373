import { bulyan } from './bulyan.js';
import { krum } from './krum.js';
import { mean } from './mean.js';
import type { Rule } from './rule.js';
import { trimmedMean } from './trimmedMean.js';

/** Every aggregation rule, in the order in which they are listed to users. */
export const rules: readonly Rule[] = Object.freeze([mean, krum, trimmedMean, bulyan]);

/** The rule of that name, which a scenario has been checked to name. */
export function ruleNamed(name: string): Rule {
  const rule = rules.find((candidate) => candidate.name === name);
  if (rule === undefined) throw new RangeError(`no rule is named ${name}`);
  return rule;
}
