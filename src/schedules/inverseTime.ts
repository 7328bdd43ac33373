import { option } from '../entries/option.js';
import { defineSchedule } from './schedule.js';

/** Inverse-time decay: lr_r = lr0 F / (r + F). The paper's; `training: { fading: F }` is short for it. */
export const inverseTime = defineSchedule({
  name: 'inverse-time',
  aliases: ['fading'],
  summary: 'the rate fades as 1 / (round + fading)',
  definition: 'learningRate fading / (round + fading)',
  options: {
    fading: option.real({
      least: 1e-3,
      most: 1e12,
      about: 'F: in round F the rate is half of that of round 0',
    }),
  },
  rate: ({ learningRate, round }, { fading }) => (learningRate * fading) / (round + fading),
});
