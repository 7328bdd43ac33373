import type { Transform } from './transform.js';

/** The transforms that come with krumble, in the order in which they are listed to users: none yet. */
export const transforms: readonly Transform[] = Object.freeze([]);
