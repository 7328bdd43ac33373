import { constant } from './constant.js';
import { inverseTime } from './inverseTime.js';

/** The schedules that come with krumble, in the order in which they are listed to users. */
export const schedules = Object.freeze([inverseTime, constant] as const);
