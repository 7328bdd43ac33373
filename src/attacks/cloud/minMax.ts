import { defineAttack } from '../attack.js';
import { requireHonest } from '../requireHonest.js';
import type { HonestCloud } from './honestCloud.js';
import { leaveMean } from './leaveMean.js';
import { options, PAPER } from './options.js';

/**
 * Min-max: every corrupted worker sends mu - gamma p for the largest gamma at which it lies no farther
 * from any honest report than two honest ones lie from each other; mu, p over the honest reports:
 * max_i |mu - gamma p - h_i| <= max_ij |h_i - h_j|.
 * p: mu / |mu|, sign(mu) or sigma, of which variants differ.
 * gamma is searched from 10 to within 1e-5 and stays below 20; where no probe is allowed it is 0.
 * Reports that are not finite allow no probe either. Cost: O(h^2 d) once.
 *
 * Example, unit, d=1: honest reports 1 and 3 give 1: mu = 2, and 1 may lie 2 from 3.
 */
export const minMax = defineAttack({
  name: 'min-max',
  summary: 'as far from the mean of the honest reports as two of them are from each other',
  paper: PAPER,
  variants: [
    {
      name: 'authors',
      definition:
        'mu - gamma p, the largest gamma with max_i |report - h_i| <= max_ij |h_i - h_j|; sigma by h - 1',
    },
    { name: 'flpoison', definition: 'the same with sigma of the population' },
  ],
  example: 'mnist-min-max-vs-bulyan',
  sees: 'honest',
  estimates: true,
  asksDistances: true,
  options,
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  decide: (view, { direction, variant }) =>
    leaveMean(view, { direction, ddof: variant === 'flpoison' ? 0 : 1 }, boundByDiameter),
});

function boundByDiameter({ squares }: HonestCloud) {
  const bound = squares.reduce((most, square) => Math.max(most, square), 0);
  return (found: Float64Array) => found.every((square) => square <= bound);
}
