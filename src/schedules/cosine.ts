import { option } from '../entries/option.js';
import { sineOfQuarter } from '../kernels/sine.js';
import { defineSchedule } from './schedule.js';

/**
 * Cosine annealing without restarts (Loshchilov and Hutter, SGDR, 2017) over all R rounds:
 * lr_r = least + (lr0 - least) (1 + cos(pi r / R)) / 2, as least + (lr0 - least) (1 - sin^2(pi r / (2 R))).
 */
export const cosine = defineSchedule({
  name: 'cosine',
  summary: 'the rate falls from the first round to the last along half a wave',
  definition: 'least + (learningRate - least) (1 + cos(pi round / rounds)) / 2',
  options: {
    least: option.real({ least: 0, most: 1000, default: 0, about: 'where it would be after the last round' }),
  },
  rate: ({ learningRate, round, rounds }, { least }) => {
    const sine = sineOfQuarter(Math.min(1, round / rounds));
    return Math.max(Number.MIN_VALUE, least + (learningRate - least) * (1 - sine * sine));
  },
});
