import { columnMean } from '../kernels/columnMean.js';
import type { Rule } from './rule.js';

/**
 * Column mean: (1/n) sum over i of x_i. No defense at all: one report can move it anywhere.
 *
 * Needs: n >= 1. Not finite: one such report makes the result so, which is an error. Ties: none. Cost: O(n d).
 * Influence: 1/n each. Variants: all the same.
 * Example: rows (0, 0), (3, 6) give (1.5, 3).
 */
export const mean: Rule = Object.freeze<Rule>({
  name: 'mean',
  summary: 'column mean, no defense',
  paper: 'McMahan et al., Communication-Efficient Learning of Deep Networks, AISTATS 2017',
  variants: ['published', 'authors', 'byzfl'],
  check: () => null,
  reduce: (rows) => columnMean(rows),
});
