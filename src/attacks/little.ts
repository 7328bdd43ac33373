import { option } from '../entries/option.js';
import type { Variant } from '../entries/entry.js';
import { meanAndDeviation } from '../kernels/meanAndDeviation.js';
import { defineAttack } from './attack.js';
import { idleWithoutDeviation } from './idleWithoutDeviation.js';
import { requireHonest } from './requireHonest.js';
import { limitZ, resolveZ } from './resolveZ.js';
import { widenDeviation } from './widenDeviation.js';

/** Whose mean and deviation it is, which side of the mean is taken, and what the deviation divides by. */
const FORMS = {
  authors: { sign: -1, ddof: 0 },
  byzfl: { sign: 1, ddof: 1 },
  blades: { sign: -1, ddof: 1 },
  flpoison: { sign: -1, ddof: 0 },
  byzpy: { sign: 1, ddof: 0 },
  'krum-library': { sign: -1, ddof: 0 },
} as const;

const variants = [
  {
    name: 'authors',
    definition:
      'mu - z sigma, per coordinate, over the corrupted workers’ own gradients; sigma of the population',
  },
  { name: 'byzfl', definition: 'mu + z sigma over the honest reports; sigma by h - 1 (its z: 1.5)' },
  {
    name: 'blades',
    definition:
      'mu - z sigma over the honest reports; sigma by h - 1 (its z: max); on its updates, which are negative gradients, it adds',
  },
  {
    name: 'flpoison',
    definition:
      'mu - z sigma over the honest reports; sigma of the population (its z: max); on its updates it adds',
  },
  {
    name: 'byzpy',
    definition: 'mu + z sigma over the honest reports; sigma of the population (its z: max-algorithm3)',
  },
  {
    name: 'krum-library',
    definition: 'mu - z sigma over the honest reports; sigma of the population (its z: max-algorithm3)',
  },
] as const satisfies readonly (Variant & { readonly name: keyof typeof FORMS })[];

/**
 * A little is enough: every corrupted worker sends mu -+ z sigma, per coordinate.
 * As the authors have it, mu and sigma (population, ddof 0) are over the m corrupted workers' own gradients;
 * the other variants see the honest reports. Which is which, `FORMS` says.
 * Mean and deviation are accumulated in float64 in worker order; the deviation of one row is 0.
 *
 * Example, z=1: own gradients (1, 0) and (3, 4) give (1, 0): means (2, 2), deviations (1, 2).
 */
export const little = defineAttack({
  name: 'little',
  aliases: ['alie', 'a-little-is-enough'],
  summary:
    'z standard deviations from the mean of the corrupted workers’ own gradients, or of the honest reports',
  variants,
  paper: {
    authors: 'Baruch, Baruch, Goldberg',
    title: 'A Little Is Enough',
    venue: 'NeurIPS',
    year: 2019,
  },
  example: 'mnist-little-vs-krum',
  isDefaultUnnamed: true,
  sees: {
    authors: 'own',
    byzfl: 'honest',
    blades: 'honest',
    flpoison: 'honest',
    byzpy: 'honest',
    'krum-library': 'honest',
  },
  estimates: true,
  options: {
    z: option.realOr(['max', 'max-algorithm3'], {
      least: -1000,
      most: 1000,
      about:
        'how many standard deviations; max: the most that a majority supports (krumble zmax); max-algorithm3: by (n-s)/n',
    }),
  },
  limits: limitZ,
  complete: ({ z, variant }, around, refuse) => {
    if (variant !== 'authors') requireHonest(around, refuse);
    return { z: resolveZ(z, around.workers, refuse) };
  },
  idle: (setting, workers) => {
    if ((setting.variant ?? 'authors') === 'authors') return idleWithoutDeviation(setting, workers);
    return setting.z === 0 ? 'z is 0; the corrupted workers report the mean of the honest reports' : null;
  },
  forge: (block, setting) => {
    const { sign, ddof } = FORMS[(setting.variant ?? 'authors') as keyof typeof FORMS];
    const rows = 'honest' in block ? block.honest : block.own;
    const { means, deviations } = meanAndDeviation([rows]);
    const factor = sign * (setting.z as number) * widenDeviation(rows.length, ddof);
    const forged = new Float32Array(means.length);
    for (let c = 0; c < forged.length; c++) forged[c] = means[c] + factor * deviations[c];
    return forged;
  },
});
