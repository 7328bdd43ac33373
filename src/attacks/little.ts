import { option } from '../entries/option.js';
import { meanAndDeviation } from '../kernels/meanAndDeviation.js';
import { defineAttack } from './attack.js';
import { idleWithoutDeviation } from './idleWithoutDeviation.js';
import { resolveZ } from './resolveZ.js';

/**
 * A little is enough: every corrupted worker sends mu - z sigma, per coordinate,
 * mu and sigma (population, ddof 0) over the m corrupted workers' own gradients.
 * Mean and deviation are accumulated in float64 in worker order.
 *
 * Example, z=1: own gradients (1, 0) and (3, 4) give (1, 0): means (2, 2), deviations (1, 2).
 */
export const little = defineAttack({
  name: 'little',
  aliases: ['alie', 'a-little-is-enough'],
  summary: 'mean - z standard deviations of the corrupted workers’ own gradients',
  definition:
    'mu - z sigma, per coordinate, over the corrupted workers’ own gradients; sigma of the population',
  paper: {
    authors: 'Baruch, Baruch, Goldberg',
    title: 'A Little Is Enough',
    venue: 'NeurIPS',
    year: 2019,
  },
  example: 'mnist-little-vs-krum',
  sees: 'own',
  options: {
    z: option.realOr('max', {
      least: -1000,
      most: 1000,
      about: 'how many standard deviations; max: the most that a majority supports (krumble zmax)',
    }),
  },
  complete: ({ z }, { workers }, refuse) => ({ z: resolveZ(z, workers, refuse) }),
  idle: idleWithoutDeviation,
  forge: ({ own }, setting) => {
    const z = setting.z as number;
    const { means, deviations } = meanAndDeviation([own]);
    const forged = new Float32Array(means.length);
    for (let c = 0; c < forged.length; c++) forged[c] = means[c] - z * deviations[c];
    return forged;
  },
});
