import { option } from '../entries/option.js';
import { defineSchedule } from './schedule.js';
import { wholePower } from './wholePower.js';

/** Exponential decay: lr_r = lr0 decay^r (krum 0.9.1: 0.99), at least the smallest number above 0. */
export const exponential = defineSchedule({
  name: 'exponential',
  summary: 'the rate loses the same share of itself in every round',
  definition: 'learningRate decay^round',
  options: {
    decay: option.real({
      least: 1e-6,
      most: 1,
      default: 0.99,
      about: 'what is left of the rate after a round',
    }),
  },
  rate: ({ learningRate, round }, { decay }) =>
    Math.max(Number.MIN_VALUE, learningRate * wholePower(decay, round)),
});
