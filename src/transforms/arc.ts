import { atLeast } from '../aggregation/rule.js';
import { rankAscending } from '../kernels/rankAscending.js';
import { shortenTo } from './shortenTo.js';
import { defineTransform } from './transform.js';

/**
 * Adaptive robust clipping: the k = floor(2f(n-f)/n) longest rows
 * are scaled down to the (n-k)-th smallest norm.
 *
 * Needs n > f. Not finite: such rows are the longest and become zero, if there are no more than k of
 * them.
 * Ties: none, for equal norms are cut alike. Cost: O(n log n) beside the norms.
 * Example, f=1: rows (1), (2), (9) with k=1 give (1), (2), (2).
 */
export const arc = defineTransform({
  name: 'arc',
  label: 'ARC',
  aliases: ['adaptive-robust-clipping'],
  summary: 'the longest rows are scaled down to the longest of the others',
  definition: 'with k = floor(2f(n-f)/n), rows longer than the (n-k)-th smallest norm are scaled down to it',
  paper: {
    authors: 'Allouah et al.',
    title: 'Adaptive Gradient Clipping for Robust Federated Learning',
    venue: 'ICLR',
    year: 2025,
  },
  needs: 'n > f',
  example: 'mnist-sign-flip-vs-arc-geometric-median',
  asksNorms: true,
  check: ({ rows, declared }) => atLeast({ workers: rows, declared }, (f) => f + 1, 'n > f'),
  mix: ({ rows, squaredNorms }, { declared }) => {
    const cut = Math.floor((2 * declared * (rows - declared)) / rows);
    const limit = squaredNorms![rankAscending(squaredNorms!)[rows - cut - 1]];
    return shortenTo(squaredNorms!, limit < Infinity ? Math.sqrt(limit) : Infinity);
  },
});
