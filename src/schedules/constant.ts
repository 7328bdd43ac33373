import { defineSchedule } from './schedule.js';

/**
 * The same rate in every round, as the authors' code has it; `training: { fading: none }` is short for it.
 */
export const constant = defineSchedule({
  name: 'constant',
  aliases: ['none'],
  summary: 'the same rate in every round',
  definition: 'learningRate',
  rate: ({ learningRate }) => learningRate,
});
