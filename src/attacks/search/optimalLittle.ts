import { meanAndDeviation } from '../../kernels/meanAndDeviation.js';
import { defineAttack } from '../attack.js';
import { requireHonest } from '../requireHonest.js';
import { widenDeviation } from '../widenDeviation.js';
import type { SEARCHES } from './maximize.js';
import { searchFactor } from './searchFactor.js';
import { variants } from './variants.js';

/**
 * Optimal little: every corrupted worker sends mu + t sigma, mu and sigma (by h - 1) over the honest reports,
 * for the t at which the defense in use, transforms and rule, ends farthest from mu.
 * ByzFL looks ahead only, ByzantineMomentum back and forth; the record has t and the distance.
 * Mean and deviation are accumulated in float64 in worker order. Cost: a defense on all coordinates a probe.
 */
export const optimalLittle = defineAttack({
  name: 'optimal-little',
  aliases: ['optimal-alie'],
  summary: 'as many deviations from the mean of the honest reports as lead the defense farthest away',
  variants,
  paper: {
    authors: 'El Mhamdi, Guerraoui, Rouault',
    title: 'Distributed Momentum for Byzantine-resilient Stochastic Gradient Descent',
    venue: 'ICLR',
    year: 2021,
  },
  example: 'mnist-optimal-little-vs-trimmed-mean',
  sees: 'defense',
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  decide: (view, { variant }) => {
    const { means, deviations } = meanAndDeviation(view.honest);
    const widening = widenDeviation(view.honest[0].length, 1);
    const along = { line: { point: means, direction: deviations }, locate: (t: number) => t * widening };
    return searchFactor(view, means, along, variant as keyof typeof SEARCHES);
  },
});
