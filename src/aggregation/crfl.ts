import { option } from '../entries/option.js';
import { noiseOption } from './noiseOption.js';
import { listPoints, measureToMix } from './points.js';
import { defineRule } from './rule.js';

/**
 * CRFL: the mean of all reports, scaled down to `limit` where it is longer, plus Gaussian noise for each
 * coordinate.
 * The paper's smoothing of what the trained model answers is left out, as in FLPoison.
 *
 * Needs: n >= 1. Not finite: as of the mean. Ties: none. Cost: O(n^2) beside the distances, O(d) for noise.
 * Influence: equal shares. Example, limit 3, no noise: rows (9), (1) give 3.
 */
export const crfl = defineRule({
  name: 'crfl',
  label: 'CRFL',
  summary: 'mean of the reports, scaled down where it is long, plus noise',
  definition: 'mu min(1, limit / |mu|) + N(0, noise^2), mu the mean of the reports',
  paper: {
    authors: 'Xie et al.',
    title: 'CRFL: Certifiably Robust Federated Learning against Backdoor Attacks',
    venue: 'ICML',
    year: 2021,
  },
  options: {
    limit: option.real({
      ...{ least: 1e-12, most: 1e12, default: 3 },
      about: 'the length that the mean is cut down to',
    }),
    noise: noiseOption(0.001, 'standard deviation of the noise for each coordinate'),
  },
  ranking: 'workers by the length of their reports',
  needs: 'n >= 1',
  asksNorms: true,
  keepsAgreement: false,
  check: () => null,
  decide: (geometry, { options: { limit, noise } }) => {
    const { rows, squaredNorms } = geometry;
    const shares = new Array<number>(rows).fill(1 / rows);
    const norm = Math.sqrt(measureToMix(listPoints(geometry, 'zero'), [...shares, 0])[rows]);
    // A mean that is not finite is to be told as such.
    const factor = norm < Infinity && norm > limit ? limit / norm : 1;
    return {
      chosen: shares.map((_, row) => row),
      scores: Array.from(squaredNorms!, (square) => (square < Infinity ? Math.sqrt(square) : Infinity)),
      weights: shares.map((share) => share * factor),
      noise: { deviation: noise },
    };
  },
});
