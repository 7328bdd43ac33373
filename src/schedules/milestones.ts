import { option } from '../entries/option.js';
import { z } from '../entries/schema.js';
import { defineSchedule } from './schedule.js';
import { wholePower } from './wholePower.js';

const ROUND_MAX = 1_000_000;
const MILESTONES_MAX = 100;
/** Where FLPoison has them. */
const SHARES = [0.6, 0.8];
const ALLOWED = `a rising list of 1 to ${MILESTONES_MAX} rounds from 1, as in [60, 80]`;

/**
 * Milestones (ByzFL, PyTorch's MultiStepLR): lr_r = lr0 factor^k, k of the rounds at which the rate falls
 * being r or before it. At least the smallest number above 0.
 */
export const milestones = defineSchedule({
  name: 'milestones',
  summary: 'the rate is multiplied by a factor at given rounds',
  definition: 'learningRate factor^(milestones up to the round)',
  options: {
    factor: option.real({ least: 1e-6, most: 1, default: 0.1, about: 'what the rate is multiplied by' }),
    at: z
      .array(z.int().min(1).max(ROUND_MAX))
      .min(1)
      .max(MILESTONES_MAX)
      .refine((rounds) => rounds.every((round, k) => k === 0 || round > rounds[k - 1]), ALLOWED)
      .meta({ allowed: ALLOWED })
      .describe('the rounds at which it is, counted from 0; where nobody says, 60% and 80% of all')
      .optional(),
  },
  rate: (
    { learningRate, round, rounds },
    { factor, at = SHARES.map((share) => Math.floor(share * rounds)) },
  ) => Math.max(Number.MIN_VALUE, learningRate * wholePower(factor, at.filter((one) => one <= round).length)),
});
