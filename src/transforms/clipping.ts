import { option } from '../entries/option.js';
import { shortenTo } from './shortenTo.js';
import { defineTransform } from './transform.js';

/**
 * Clipping: rows longer than `limit` are scaled down to it.
 *
 * Needs: n >= 1. Not finite: such a row becomes zero. Ties: none. Cost: O(n) beside the norms.
 * Example, limit 2: rows (3, 4), (0, 1) give (1.2, 1.6), (0, 1).
 */
export const clipping = defineTransform({
  name: 'clipping',
  summary: 'long rows are scaled down to a fixed length',
  definition: 'row i becomes x_i min(1, limit / |x_i|)',
  options: {
    limit: option.real({
      least: 1e-12,
      most: 1e12,
      default: 2,
      about: 'the length that rows are cut down to',
    }),
  },
  needs: 'n >= 1',
  asksNorms: true,
  check: () => null,
  mix: ({ squaredNorms }, { options: { limit } }) => shortenTo(squaredNorms!, limit),
});
