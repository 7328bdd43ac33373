import { mapVector } from '../../kernels/mapVector.js';
import { meanAndDeviation } from '../../kernels/meanAndDeviation.js';
import { computeMeans } from '../../kernels/computeMeans.js';
import { drawCoordinates, drawSeed } from '../../random/chunkedDraws.js';
import { defineAttack } from '../attack.js';
import { requireHonest } from '../requireHonest.js';
import { PAPER } from './options.js';

/**
 * Fang's attack on trimmed mean and median: per coordinate beyond all that honest workers report, on the side
 * against the sign s of the mean mu. u is uniform in [0, 1), drawn by the seed for each coordinate.
 *
 * full-knowledge: one vector for all; b = 2; max, min over the honest reports:
 *   s < 0: max (1 + u) where max > 0, else max (1 - u/2)
 *   s > 0: min (2 - u) where min < 0, else min (1 + u)/2
 *   s = 0: mu
 * partial-knowledge: mu and the population's sigma over the own gradients, each worker its own draws:
 *   s < 0: mu + (3 + u) sigma;  s > 0: mu - (4 - u) sigma;  s = 0: mu
 * The record has the seed of the draws.
 */
export const fangTrimmedMean = defineAttack({
  name: 'fang-trimmed-mean',
  aliases: ['fang-median'],
  summary: 'beyond all honest reports in every coordinate, against the sign of their mean',
  paper: PAPER,
  variants: [
    {
      name: 'full-knowledge',
      definition:
        'up to twice as far as the largest or smallest honest value, or half as near to 0; one vector',
    },
    {
      name: 'partial-knowledge',
      definition: '3 to 4 sigma from mu, both over its own gradients; each worker its own draws',
    },
  ],
  example: 'mnist-fang-trimmed-mean-vs-trimmed-mean',
  sees: { 'full-knowledge': 'honest', 'partial-knowledge': 'own' },
  complete: ({ variant }, around, refuse) => {
    if (variant === 'full-knowledge') requireHonest(around, refuse);
    return {};
  },
  decide: ({ random }) => ({ facts: { draws: drawSeed(random) } }),
  forge: (block, _setting) => {
    const { own, start, facts } = block;
    const [{ length }] = own;
    const drawFor = (actor: number) =>
      drawCoordinates({ seed: facts.draws as number, purpose: 'fang', actor }, start, length);
    if ('honest' in block) return goBeyond(block.honest, drawFor(0));
    const { means, deviations } = meanAndDeviation([own]);
    return own.map((_, worker) => {
      const draws = drawFor(worker);
      return mapVector(means, (mean, c) => leave(mean, deviations[c], draws[c]));
    });
  },
});

/** What `full-knowledge` sends of these honest reports and draws, one a coordinate. */
export function goBeyond(honest: readonly Float32Array[], draws: ArrayLike<number>): Float32Array {
  const means = computeMeans([honest]);
  return mapVector(means, (mean, c) => {
    if (!(mean < 0 || mean > 0)) return mean;
    let [least, most] = [Infinity, -Infinity];
    for (const row of honest) {
      least = Math.min(least, row[c]);
      most = Math.max(most, row[c]);
    }
    const u = draws[c];
    if (mean < 0) return most > 0 ? most * (1 + u) : most * (1 - u / 2);
    return least < 0 ? least * (2 - u) : least * (0.5 + u / 2);
  });
}

function leave(mean: number, deviation: number, u: number): number {
  if (mean < 0) return mean + (3 + u) * deviation;
  return mean > 0 ? mean - (4 - u) * deviation : mean;
}
