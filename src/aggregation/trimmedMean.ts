import { option } from '../entries/option.js';
import { meanNearestMedian } from '../kernels/meanNearestMedian.js';
import { trimmedColumnMean } from '../kernels/trimmedColumnMean.js';
import { atLeast, defineRule, type RuleSetting } from './rule.js';

const DROPPING = 'per column, the mean without the f lowest and the f highest values';

/**
 * Trimmed mean, per coordinate.
 *
 * published = byzfl: drop the f lowest and the f highest values, mean of the rest. Needs n > 2f.
 * authors: the mean of the n-f-1 values nearest to the median. Needs n > f+1.
 * flpoison: as published, with floor(fraction n) in the place of f. Needs n > 2 floor(fraction n).
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
    {
      name: 'flpoison',
      definition: 'per column, the mean without the floor(fraction n) lowest and as many highest values',
      options: {
        fraction: option.real({
          least: 0,
          most: 0.5,
          default: 0.1,
          about: 'which share is dropped at either end',
        }),
      },
    },
  ],
  needs: 'n > 2f as published and by ByzFL, n > f+1 by the authors, any f by FLPoison',
  example: 'mnist-little-vs-trimmed-mean',
  check: (setting) => {
    if (setting.variant === 'authors') return atLeast(setting, (f) => f + 2, 'n > f + 1');
    if (setting.variant !== 'flpoison') return atLeast(setting, (f) => 2 * f + 1, 'n > 2f');
    if (setting.workers > 2 * countDropped(setting)) return null;
    return { found: `n=${setting.workers}`, allowed: 'n > 2 floor(fraction n)' };
  },
  reduce: (rows, setting) =>
    setting.variant === 'authors'
      ? meanNearestMedian(rows, setting.workers - setting.declared - 1)
      : trimmedColumnMean(rows, countDropped(setting)),
});

function countDropped({ workers, declared, variant, options }: RuleSetting): number {
  if (variant !== 'flpoison') return declared;
  return Math.floor((options as { readonly fraction: number }).fraction * workers);
}
