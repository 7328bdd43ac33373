import { option } from '../entries/option.js';
import { noiseOption } from './noiseOption.js';
import { defineRule } from './rule.js';

/**
 * Norm bound: the mean of the rows, of which longer ones are scaled down to `limit`; with `noise` the weak
 * differential privacy of the paper. FLPoison adds N(0, 0.002^2) to each row: here noise 0.002 / sqrt(n).
 * BackFed adds N(0, 0.025^2) to the model, limit 5: here noise 0.025 / rate.
 *
 * Needs: n >= 1. Not finite: such a row counts as zero. Ties: none. Cost: O(n) beside the norms.
 * Influence: each row's clip factor. Example, limit 3: rows (9), (1) give 2.
 */
export const normBound = defineRule({
  name: 'norm-bound',
  label: 'norm bound',
  aliases: ['norm-clipping'],
  summary: 'mean of the reports, long ones scaled down',
  definition: 'mean of x_i min(1, limit / |x_i|), plus N(0, noise^2)',
  paper: {
    authors: 'Sun et al.',
    title: 'Can You Really Backdoor Federated Learning?',
    venue: 'arXiv:1911.07963',
    year: 2019,
  },
  options: {
    limit: option.real({
      least: 1e-12,
      most: 1e12,
      default: 3,
      about: 'the length that rows are cut down to',
    }),
    noise: noiseOption(0, 'standard deviation of the noise for each coordinate'),
  },
  ranking: 'workers by the length of their reports',
  needs: 'n >= 1',
  asksNorms: true,
  check: () => null,
  decide: ({ rows, squaredNorms }, { options: { limit, noise } }) => {
    const scores = Array.from(squaredNorms!, (square) => (square < Infinity ? Math.sqrt(square) : Infinity));
    const weights = scores.map((norm) => (norm <= limit ? 1 : limit / norm) / rows);
    return { chosen: scores.map((_, row) => row), scores, weights, noise: { deviation: noise } };
  },
});
