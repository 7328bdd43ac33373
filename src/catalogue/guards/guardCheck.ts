import type { RuleProblem } from '../../aggregation/rule.js';
import { show } from '../../errors/show.js';
import { broken, runOwnCode } from '../ownCode.js';

/** The `check` of a user's rule or transform, held to giving null or a problem in words. */
export function guardCheck<Setting>(label: string, check: (setting: Setting) => RuleProblem | null) {
  return (setting: Setting): RuleProblem | null => {
    const problem = runOwnCode(label, () => check(setting));
    if (problem === null || typeof problem?.allowed === 'string') return problem;
    throw broken(label, `gave ${show(problem)}`, 'null, or { found, allowed } in words');
  };
}
