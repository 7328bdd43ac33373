import { meanNearestMedian } from '../kernels/meanNearestMedian.js';
import { trimmedColumnMean } from '../kernels/trimmedColumnMean.js';
import { atLeast, defineRule } from './rule.js';

const DROPPING = 'per column, the mean without the f lowest and the f highest values';

/**
 * Trimmed mean, per coordinate.
 *
 * published = byzfl: drop the f lowest and the f highest values, mean of the rest. Needs n > 2f.
 * authors: the mean of the n-f-1 values nearest to the median. Needs n > f+1.
 * Not finite: such values are the farthest; it is an error if one must be kept. Ties: the lowest row.
 * Cost: O(d n (log n)^2), by a sorting network. Influence: the share of kept coordinates.
 * Example, f=1: column (0, 1, 2, 9, 50) gives 4 as published (of 1, 2, 9), 1 by the authors (of 0, 1, 2).
 */
export const trimmedMean = defineRule({
  name: 'trimmed-mean',
  label: 'trimmed mean',
  summary: 'per coordinate, the mean without the most extreme values',
  paper: {
    authors: 'Yin et al.',
    title: 'Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates',
    venue: 'ICML',
    year: 2018,
  },
  variants: [
    { name: 'authors', definition: 'per column, the mean of the n-f-1 values nearest to the median' },
    { name: 'published', definition: DROPPING },
    { name: 'byzfl', definition: DROPPING },
  ],
  needs: 'n > 2f as published and by ByzFL, n > f+1 by the authors',
  example: 'mnist-little-vs-trimmed-mean',
  check: (setting) =>
    setting.variant === 'authors'
      ? atLeast(setting, (f) => f + 2, 'n > f + 1')
      : atLeast(setting, (f) => 2 * f + 1, 'n > 2f'),
  reduce: (rows, { workers, declared, variant }) =>
    variant === 'authors'
      ? meanNearestMedian(rows, workers - declared - 1)
      : trimmedColumnMean(rows, declared),
});
