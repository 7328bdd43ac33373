import { option } from '../entries/option.js';
import { columnMedian, lowerMedian } from '../kernels/columnMedian.js';
import { rankAscending } from '../kernels/rankAscending.js';
import { atLeast, defineRule } from './rule.js';

/**
 * Aksel: the mean of the rows nearest to the column median, by Euclidean distance.
 *
 * krum-library: the n-f nearest to the median.
 * byzantine-momentum: the ceil(n/2) nearest to the lower median, or n-f of them.
 * Needs n > 2f, and the reports as they come: no transform can stand before it.
 * Not finite: such rows are the farthest. Ties: the lowest row.
 * Cost: O(d n (log n)^2) beside the distances. Influence: equal shares of the chosen rows.
 * Example, f=1, one column (0, 1, 2, 9, 50): 3, the mean of 0, 1, 2, 9.
 */
export const aksel = defineRule({
  name: 'aksel',
  label: 'Aksel',
  summary: 'mean of the reports nearest to the column median',
  paper: {
    authors: 'Boussetta et al.',
    title: 'AKSEL: Fast Byzantine SGD',
    venue: 'OPODIS',
    year: 2020,
  },
  variants: [
    { name: 'krum-library', definition: 'mean of the n-f rows nearest to the column median' },
    {
      name: 'byzantine-momentum',
      definition: 'mean of the ceil(n/2) rows, or the n-f rows, nearest to the lower column median',
      options: {
        mode: option.choice(['mid', 'n-f'], { default: 'mid', about: 'how many rows: ceil(n/2), or n-f' }),
      },
    },
  ],
  picks: 'several',
  ranking: 'workers by their distance to the column median',
  needs: 'n > 2f; no transform before it',
  check: (setting) => atLeast(setting, (f) => 2 * f + 1, 'n > 2f'),
  reference: ({ variant }) => ({
    isOfReports: true,
    row: (rows) => (variant === 'krum-library' ? columnMedian(rows) : lowerMedian(rows)).aggregate,
  }),
  decide: ({ rows, toReference }, { declared, options }) => {
    const scores = Array.from(toReference!.squares, (square) => (square < Infinity ? square : Infinity));
    const { mode = 'n-f' } = options as { readonly mode?: string };
    const keep = mode === 'mid' ? Math.ceil(rows / 2) : rows - declared;
    return { chosen: rankAscending(scores).slice(0, keep), scores };
  },
});
