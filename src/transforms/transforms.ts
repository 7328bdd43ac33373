import { arc } from './arc.js';
import { bucketing } from './bucketing.js';
import { clipping } from './clipping.js';
import { nnm } from './nnm.js';

/** The transforms that come with krumble, in the order in which they are listed to users. */
export const transforms = Object.freeze([nnm, bucketing, clipping, arc] as const);
