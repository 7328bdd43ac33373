import { meanAndDeviation } from '../kernels/meanAndDeviation.js';
import type { Attack } from './attack.js';
import type { LittleSetting } from './setting.js';

/**
 * A little is enough: every corrupted worker sends mu - z sigma, per coordinate, mu and sigma (population, ddof 0)
 * over the m corrupted workers' own gradients. Mean and deviation are accumulated in float64 in worker order.
 *
 * Example, z=1: own gradients (1, 0) and (3, 4) give (1, 0): means (2, 2), deviations (1, 2).
 */
export const little = Object.freeze({
  name: 'little',
  summary: 'mean - z standard deviations of the corrupted workers’ own gradients',
  paper: 'Baruch, Baruch, Goldberg, A Little Is Enough, NeurIPS 2019',
  parameters: ['z'],
  forge: (own, { z }) => {
    const { means, deviations } = meanAndDeviation(own);
    const forged = new Float32Array(means.length);
    for (let c = 0; c < forged.length; c++) forged[c] = means[c] - z * deviations[c];
    return forged;
  },
} satisfies Attack<LittleSetting>);
