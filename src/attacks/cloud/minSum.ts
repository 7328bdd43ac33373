import { defineAttack } from '../attack.js';
import { requireHonest } from '../requireHonest.js';
import type { HonestCloud } from './honestCloud.js';
import { leaveMean } from './leaveMean.js';
import { options, PAPER } from './options.js';

/**
 * Min-sum: every corrupted worker sends mu - gamma p for the largest gamma at which the sum of its squared
 * distances to the honest reports is at most such a sum of an honest one: the least of them as the authors'
 * code has it, where few workers may leave gamma at 0; the greatest as FLPoison does.
 * gamma is searched as for min-max. Cost: O(h^2 d) once.
 *
 * Example, unit, d=1: honest reports 1, 3, 8 have mu = 4 and sums 53, 29, 74. The report x has the sum
 * 3 (x - 4)^2 + 26: the authors' bound 29 gives x = 3, FLPoison's 74 gives x = 0.
 */
export const minSum = defineAttack({
  name: 'min-sum',
  summary: 'as far from the mean of the honest reports as the sum of their squared distances allows',
  paper: PAPER,
  variants: [
    {
      name: 'authors',
      definition:
        'mu - gamma p, the largest gamma with sum_i |report - h_i|^2 <= min_i sum_j |h_i - h_j|^2; sigma by h - 1',
    },
    {
      name: 'flpoison',
      definition: 'the same up to max_i sum_j |h_i - h_j|^2, with sigma of the population',
    },
  ],
  example: 'mnist-min-sum-vs-geometric-median',
  sees: 'honest',
  estimates: true,
  asksDistances: true,
  options,
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  decide: (view, { direction, variant }) =>
    variant === 'flpoison'
      ? leaveMean(view, { direction, ddof: 0 }, (cloud) => boundBySum(Math.max, cloud))
      : leaveMean(view, { direction, ddof: 1 }, (cloud) => boundBySum(Math.min, cloud)),
});

function boundBySum(pick: (...sums: number[]) => number, { rows, squares }: HonestCloud) {
  const sums = Array.from({ length: rows }, (_, row) => sum(squares.subarray(row * rows, (row + 1) * rows)));
  const bound = pick(...sums);
  return (found: Float64Array) => sum(found) <= bound;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
