import { meanNearestMedian } from '../kernels/meanNearestMedian.js';
import { trimmedColumnMean } from '../kernels/trimmedColumnMean.js';
import { atLeast, type Rule } from './rule.js';

/**
 * Trimmed mean, per coordinate.
 *
 * published = byzfl: drop the f lowest and the f highest values, mean of the rest. Needs n > 2f.
 * authors: the mean of the n-f-1 values nearest to the median. Needs n > f+1.
 * Not finite: such values are the farthest; it is an error if one must be kept. Ties: the lowest row.
 * Cost: O(d n (log n)^2), by a sorting network. Influence: the share of kept coordinates.
 * Example, f=1: column (0, 1, 2, 9, 50) gives 4 as published (of 1, 2, 9), 1 by the authors (of 0, 1, 2).
 */
export const trimmedMean: Rule = Object.freeze<Rule>({
  name: 'trimmed-mean',
  summary: 'per coordinate, the mean without the most extreme values',
  paper: 'Yin et al., Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates, ICML 2018',
  variants: ['published', 'authors', 'byzfl'],
  check: (setting) =>
    setting.variant === 'authors'
      ? atLeast(setting, (f) => f + 2, 'n > f + 1')
      : atLeast(setting, (f) => 2 * f + 1, 'n > 2f'),
  reduce: (rows, _selection, { workers, declared, variant }) =>
    variant === 'authors'
      ? meanNearestMedian(rows, workers - declared - 1)
      : trimmedColumnMean(rows, declared),
});
