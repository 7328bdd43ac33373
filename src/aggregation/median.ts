import { columnMedian, lowerMedian } from '../kernels/columnMedian.js';
import { defineRule } from './rule.js';

/**
 * Median of each column.
 *
 * byzfl: of an even count the mean of the two middle values. lower: the lower of the two.
 * Needs: n >= 1. Not finite: NaN counts as the highest value; it is an error if a middle value is not
 * finite.
 * Ties: none, for the values are equal. Cost: O(d n (log n)^2), by a sorting network.
 * Influence: the share of coordinates at which a row has a middle value.
 * Example: column (0, 1, 3, 9) gives 2 by ByzFL, 1 as the lower one.
 */
export const median = defineRule({
  name: 'median',
  aliases: ['coordinate-wise-median'],
  summary: 'per coordinate, the middle value',
  paper: {
    authors: 'Yin et al.',
    title: 'Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates',
    venue: 'ICML',
    year: 2018,
  },
  variants: [
    {
      name: 'byzfl',
      definition: 'per column the median, of an even count the mean of the two middle values',
    },
    { name: 'lower', definition: 'per column the value at place floor((n-1)/2) of the sorted ones' },
  ],
  needs: 'n >= 1',
  check: () => null,
  reduce: (rows, { variant }) => (variant === 'lower' ? lowerMedian(rows) : columnMedian(rows)),
});
