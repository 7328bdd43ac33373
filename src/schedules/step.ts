import { option } from '../entries/option.js';
import { defineSchedule } from './schedule.js';
import { wholePower } from './wholePower.js';

/** Steps: lr_r = lr0 factor^floor(r / every), at least the smallest number above 0. */
export const step = defineSchedule({
  name: 'step',
  summary: 'the rate is multiplied by a factor every so many rounds',
  definition: 'learningRate factor^floor(round / every)',
  options: {
    factor: option.real({ least: 1e-6, most: 1, default: 0.1, about: 'what the rate is multiplied by' }),
    every: option.whole({
      least: 1,
      most: 1_000_000,
      default: 100,
      about: 'rounds from one step to the next',
    }),
  },
  rate: ({ learningRate, round }, { factor, every }) =>
    Math.max(Number.MIN_VALUE, learningRate * wholePower(factor, Math.floor(round / every))),
});
