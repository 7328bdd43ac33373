import { dealt } from './dealt.js';

/** The partitions that come with krumble, in the order in which they are listed to users. */
export const partitions = Object.freeze([dealt] as const);
