import { columnMean } from '../kernels/columnMean.js';
import { defineRule } from './rule.js';

const DEFINITION = '(1/n) sum over i of x_i';

/**
 * Column mean: (1/n) sum over i of x_i.
 * No defense at all: one report can move it anywhere.
 *
 * Needs: n >= 1.
 * Not finite: one such report makes the result so, which is an error.
 * Ties: none.
 * Cost: O(n d).
 * Influence: 1/n each.
 * Variants: all the same.
 * Example: rows (0, 0), (3, 6) give (1.5, 3).
 */
export const mean = defineRule({
  name: 'mean',
  aliases: ['average', 'fedavg'],
  summary: 'column mean, no defense',
  paper: {
    authors: 'McMahan et al.',
    title: 'Communication-Efficient Learning of Deep Networks',
    venue: 'AISTATS',
    year: 2017,
  },
  variants: [
    { name: 'authors', definition: DEFINITION },
    { name: 'published', definition: DEFINITION },
    { name: 'byzfl', definition: DEFINITION },
  ],
  needs: 'n >= 1',
  example: 'mnist-little-vs-mean',
  check: () => null,
  reduce: (rows) => columnMean(rows),
});
