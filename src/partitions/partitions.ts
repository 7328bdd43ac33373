import { byLabel } from './byLabel.js';
import { dealt } from './dealt.js';

/** The partitions that come with krumble, in the order in which they are listed to users. */
export const partitions = Object.freeze([dealt, byLabel] as const);
