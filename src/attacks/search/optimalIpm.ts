import { computeMeans } from '../../kernels/computeMeans.js';
import { defineAttack } from '../attack.js';
import { requireHonest } from '../requireHonest.js';
import type { SEARCHES } from './maximize.js';
import { searchFactor } from './searchFactor.js';
import { variants } from './variants.js';

/**
 * Optimal inner product manipulation: every corrupted worker sends -t mu (ByzFL), or mu - t mu
 * (ByzantineMomentum's empire), mu the mean of the honest reports,
 * for the t at which the defense in use, transforms and rule, ends farthest from mu.
 * The record has t and the distance.
 * The mean is accumulated in float64 in worker order. Cost: a defense on all coordinates a probe.
 */
export const optimalIpm = defineAttack({
  name: 'optimal-ipm',
  aliases: ['optimal-inner-product-manipulation'],
  summary: 'so long against the mean of the honest reports that the defense is led farthest away',
  variants: variants.map((variant) => ({
    ...variant,
    definition: `${variant.name === 'byzfl' ? '-t mu' : 'mu - t mu'}; ${variant.definition}`,
  })),
  paper: {
    authors: 'Xie, Koyejo, Gupta',
    title: 'Fall of Empires',
    venue: 'UAI',
    year: 2019,
  },
  example: 'mnist-optimal-ipm-vs-krum',
  sees: 'defense',
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  decide: (view, { variant }) => {
    const means = computeMeans(view.honest);
    const kept = variant === 'byzfl' ? 0 : 1;
    const along = { line: { point: null, direction: means }, locate: (t: number) => kept - t };
    return searchFactor(view, means, along, variant as keyof typeof SEARCHES);
  },
});
