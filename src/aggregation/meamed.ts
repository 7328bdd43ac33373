import { lowerMedian } from '../kernels/columnMedian.js';
import { meanNearest } from '../kernels/meanNearest.js';
import { meanNearestMedian } from '../kernels/meanNearestMedian.js';
import { atLeast, defineRule } from './rule.js';

/**
 * Mean around the median, per coordinate: the mean of the n-f values nearest to the median.
 *
 * byzfl: the median of an even count is the mean of the two middle values. lower: the lower of the two.
 * Needs n > f. Not finite: such values are the farthest; it is an error if one must be kept.
 * Ties: the lowest row. Cost: O(d n (log n)^2), of lower O(d n f). Influence: the share of kept
 * coordinates.
 * Example, f=1: column (0, 1, 2, 9) has the median 1.5 and gives 1, the mean of 0, 1, 2.
 */
export const meamed = defineRule({
  name: 'meamed',
  label: 'MeaMed',
  aliases: ['mean-around-median'],
  summary: 'per coordinate, the mean of the values nearest to the median',
  paper: {
    authors: 'Xie, Koyejo, Gupta',
    title: 'Generalized Byzantine-tolerant SGD',
    venue: 'arXiv:1802.10116',
    year: 2018,
  },
  variants: [
    { name: 'byzfl', definition: 'per column, the mean of the n-f values nearest to the median' },
    { name: 'lower', definition: 'per column, the mean of the n-f values nearest to the lower median' },
  ],
  needs: 'n > f',
  check: (setting) => atLeast(setting, (f) => f + 1, 'n > f'),
  reduce: (rows, { declared, variant }) => {
    const keep = rows.length - declared;
    if (variant === 'byzfl') return meanNearestMedian(rows, keep);
    return meanNearest(rows, lowerMedian(rows).aggregate, keep);
  },
});
