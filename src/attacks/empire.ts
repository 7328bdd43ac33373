import { option } from '../entries/option.js';
import { mapVector } from '../kernels/mapVector.js';
import { computeMeans } from '../kernels/computeMeans.js';
import { defineAttack } from './attack.js';
import { requireHonest } from './requireHonest.js';

/**
 * Fall of Empires, as ByzantineMomentum has it: every corrupted worker sends mu - tau mu = (1 - tau) mu,
 * mu the mean of the honest reports, accumulated in float64 in worker order.
 * So tau = 1 is the zero vector; `ipm`, which other systems call empire too, sends -tau mu.
 *
 * Example, tau=1.5: honest reports (1, 0) and (3, 4) give (-1, -1).
 */
export const empire = defineAttack({
  name: 'empire',
  aliases: ['fall-of-empires'],
  summary: 'the mean of the honest reports less tau times itself',
  definition: 'mu - tau mu, mu the mean of the honest reports',
  paper: {
    authors: 'Xie, Koyejo, Gupta',
    title: 'Fall of Empires',
    venue: 'UAI',
    year: 2019,
  },
  example: 'mnist-empire-vs-krum',
  sees: 'honest',
  estimates: true,
  options: {
    tau: option.real({
      least: -1e6,
      most: 1e6,
      default: 1.1,
      about: 'the share of the mean that is taken away',
    }),
  },
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  forge: ({ honest }, { tau }) => mapVector(computeMeans([honest]), (value) => value - tau * value),
});
