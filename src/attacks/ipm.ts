import { option } from '../entries/option.js';
import { mapVector } from '../kernels/mapVector.js';
import { computeMeans } from '../kernels/computeMeans.js';
import { defineAttack } from './attack.js';
import { requireHonest } from './requireHonest.js';

/**
 * Inner product manipulation: every corrupted worker sends -tau mu, mu the mean of the honest reports,
 * accumulated in float64 in worker order. Below 1 it hides in the cloud of honest reports,
 * above n/m - 1 it turns their mean around. ByzFL's tau is 2, FLPoison's 0.1, ByzPy's "empire" 1.
 *
 * Example, tau=0.5: honest reports (1, 0) and (3, 4) give (-1, -1).
 */
export const ipm = defineAttack({
  name: 'ipm',
  aliases: ['inner-product-manipulation', 'empire-strict'],
  summary: 'against the mean of the honest reports, tau times as long',
  definition: '-tau mu, mu the mean of the honest reports',
  paper: {
    authors: 'Xie, Koyejo, Gupta',
    title: 'Fall of Empires',
    venue: 'UAI',
    year: 2019,
  },
  example: 'mnist-ipm-vs-trimmed-mean',
  sees: 'honest',
  estimates: true,
  options: {
    tau: option.real({ least: 0, most: 1e6, default: 2, about: 'how many times as long as the mean' }),
  },
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  forge: ({ honest }, { tau }) => mapVector(computeMeans([honest]), (value) => -tau * value),
});
