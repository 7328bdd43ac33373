import { option } from '../entries/option.js';
import { defineSchedule } from './schedule.js';

/** Inverse square root: lr_r = lr0 sqrt(F / (r + F)); with F = 1 it is lr0 / sqrt(r + 1). */
export const oneOverSqrt = defineSchedule({
  name: 'one-over-sqrt',
  summary: 'the rate fades as 1 / sqrt(round + fading)',
  definition: 'learningRate sqrt(fading / (round + fading))',
  options: {
    fading: option.real({ least: 1e-3, most: 1e12, default: 1, about: 'F: in round 3F the rate is halved' }),
  },
  rate: ({ learningRate, round }, { fading }) => learningRate * Math.sqrt(fading / (round + fading)),
});
