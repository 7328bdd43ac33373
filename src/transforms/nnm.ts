import { atLeast } from '../aggregation/rule.js';
import { rankAscending } from '../kernels/rankAscending.js';
import { defineTransform } from './transform.js';

/**
 * Nearest-neighbour mixing: row i becomes the mean of the n-f rows nearest to it, itself included.
 *
 * Needs n > f. Not finite: such rows are the farthest, and come in where too few others are left.
 * Ties: the lowest row. Cost: O(n^2 log n) beside the distances.
 * Example, f=1, one column (0, 1, 5): 0.5, 0.5, 3.
 */
export const nnm = defineTransform({
  name: 'nnm',
  label: 'NNM',
  aliases: ['nearest-neighbour-mixing'],
  summary: 'every row becomes the mean of its nearest rows',
  definition: 'row i becomes the mean of the n-f rows nearest to row i, itself included',
  paper: {
    authors: 'Allouah et al.',
    title: 'Fixing by Mixing: A Recipe for Optimal Byzantine ML under Heterogeneity',
    venue: 'AISTATS',
    year: 2023,
  },
  needs: 'n > f',
  example: 'mnist-little-vs-nnm-trimmed-mean',
  check: ({ rows, declared }) => atLeast({ workers: rows, declared }, (f) => f + 1, 'n > f'),
  mix: ({ rows, squares }, { declared }) => {
    const share = 1 / (rows - declared);
    return {
      weights: Array.from({ length: rows }, (_, row) => {
        const to = squares.subarray(row * rows, (row + 1) * rows);
        const weights = new Array<number>(rows).fill(0);
        for (const near of rankAscending(to).slice(0, rows - declared)) weights[near] = share;
        return weights;
      }),
    };
  },
});
