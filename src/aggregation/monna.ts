import { option } from '../entries/option.js';
import { rankAscending } from '../kernels/rankAscending.js';
import { listFinite } from './listFinite.js';
import { atLeast, defineRule } from './rule.js';

/**
 * MoNNA: the mean of the n-f rows nearest to one trusted row, itself included.
 *
 * Needs n > 2f, and the row. Not finite: such rows are the farthest; where the trusted one is, the
 * lowest finite rows are taken.
 * Ties: the lowest row. Cost: O(n log n) beside the distances. Influence: equal shares of the chosen
 * rows.
 * Example, f=1, one column (0, 1, 5), index 0: 0.5.
 */
export const monna = defineRule({
  name: 'monna',
  label: 'MoNNA',
  summary: 'mean of the reports nearest to a trusted one',
  definition: 'mean of the n-f rows nearest to row `index`, itself included',
  paper: {
    authors: 'Farhadkhani et al.',
    title: 'Robust Collaborative Learning with Linear Gradient Overhead',
    venue: 'ICML',
    year: 2023,
  },
  options: {
    index: option.whole({ least: 0, most: 4095, default: 0, about: 'the trusted worker, counted from 0' }),
  },
  picks: 'several',
  ranking: 'workers by their distance to the trusted one',
  needs: 'n > 2f, n > index',
  check: (setting) => {
    const { workers, options } = setting;
    const problem = atLeast(setting, (f) => 2 * f + 1, 'n > 2f');
    if (problem !== null || options.index < workers) return problem;
    return { found: `index=${options.index}, n=${workers}`, allowed: `index from 0 to ${workers - 1}` };
  },
  decide: (geometry, { declared, options: { index } }) => {
    const { rows, squares } = geometry;
    const finite = listFinite(geometry);
    // Where the trusted row is not finite, all others are as far as can be: finite ones come first.
    const measure = (row: number) => (finite[index] ? squares[index * rows + row] : Number.MAX_VALUE);
    const scores = finite.map((isIn, row) => (isIn ? measure(row) : Infinity));
    return { chosen: rankAscending(scores).slice(0, rows - declared), scores };
  },
});
