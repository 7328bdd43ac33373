import { option } from '../entries/option.js';
import { meanNearest } from '../kernels/meanNearest.js';
import { trimmedColumnMean } from '../kernels/trimmedColumnMean.js';
import { atLeast, defineRule, type RuleSetting } from './rule.js';

/**
 * Phocas, per coordinate: the mean of the n-f values nearest to the trimmed mean,
 * which drops the `trim` lowest and the `trim` highest values. Summed in float64 in row order.
 *
 * Needs n > 2f and n > 2 trim. Not finite: such values are the farthest; it is an error if one must be
 * kept.
 * Ties: the lowest row. Cost: O(d n f). Influence: the share of kept coordinates.
 * Example, f=1: column (0, 1, 2, 9, 50) has the trimmed mean 4 and gives 3, the mean of 0, 1, 2, 9.
 */
export const phocas = defineRule({
  name: 'phocas',
  label: 'Phocas',
  summary: 'per coordinate, the mean of the values nearest to the trimmed mean',
  definition:
    'per column, the mean of the n-f values nearest to the mean without the `trim` most extreme ones',
  paper: {
    authors: 'Xie, Koyejo, Gupta',
    title: 'Phocas: dimensional Byzantine-resilient stochastic gradient descent',
    venue: 'arXiv:1805.09682',
    year: 2018,
  },
  options: {
    trim: option.wholeOr('declared', {
      least: 0,
      most: 1000,
      default: 'declared',
      about: 'how many values the trimmed mean drops at either end; declared: f',
    }),
  },
  needs: 'n > 2f, n > 2 trim',
  check: (setting) => {
    const trim = dropping(setting, setting.options.trim);
    const problem = atLeast(setting, (f) => 2 * f + 1, 'n > 2f');
    if (problem !== null || setting.workers > 2 * trim) return problem;
    return { found: `n=${setting.workers}, trim=${trim}`, allowed: 'n > 2 trim' };
  },
  reduce: (rows, setting) => {
    const centre = trimmedColumnMean(rows, dropping(setting, setting.options.trim)).aggregate;
    return meanNearest(rows, centre, rows.length - setting.declared);
  },
});

function dropping({ declared }: RuleSetting, trim: number | 'declared'): number {
  return trim === 'declared' ? declared : trim;
}
