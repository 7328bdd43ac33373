import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { exponential } from './exponential.js';
import { inverseTime } from './inverseTime.js';
import { milestones } from './milestones.js';
import { oneOverSqrt } from './oneOverSqrt.js';
import { step } from './step.js';

/** The schedules that come with krumble, in the order in which they are listed to users. */
export const schedules = Object.freeze([
  inverseTime,
  constant,
  step,
  milestones,
  exponential,
  cosine,
  oneOverSqrt,
] as const);
