import { rankAscending } from '../kernels/rankAscending.js';
import { atLeast, defineRule } from './rule.js';

/**
 * Comparative gradient elimination: the mean of the n-f rows of the smallest norms.
 *
 * Needs n > f. Not finite: such rows are the longest. Ties: the lowest row.
 * Cost: O(n log n) beside the norms. Influence: equal shares of the chosen rows.
 * Example, f=1: rows (1), (-2), (9) give -0.5.
 */
export const cge = defineRule({
  name: 'cge',
  label: 'CGE',
  aliases: ['comparative-gradient-elimination'],
  summary: 'mean of the shortest reports',
  definition: 'mean of the n-f rows of the smallest norms',
  paper: {
    authors: 'Liu, Gupta, Vaidya',
    title: 'Approximate Byzantine Fault-Tolerance in Distributed Optimization',
    venue: 'PODC',
    year: 2021,
  },
  picks: 'several',
  ranking: 'workers by the length of their reports',
  needs: 'n > f',
  asksNorms: true,
  check: (setting) => atLeast(setting, (f) => f + 1, 'n > f'),
  decide: ({ rows, squaredNorms }, { declared }) => {
    const scores = Array.from(squaredNorms!, (square) => (square < Infinity ? Math.sqrt(square) : Infinity));
    return { chosen: rankAscending(scores).slice(0, rows - declared), scores };
  },
});
