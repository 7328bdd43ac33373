import { classAccuracy } from './classAccuracy.js';
import { optimumDistance } from './optimumDistance.js';
import { quality } from './quality.js';

/**
 * The measures that a scenario can ask for, in the order in which they are listed to users.
 * The first is always taken.
 */
export const measures = Object.freeze([quality, classAccuracy, optimumDistance] as const);
