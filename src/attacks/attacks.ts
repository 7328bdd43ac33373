import { backdoorPattern } from './backdoor/backdoorPattern.js';
import { backdoorSample } from './backdoor/backdoorSample.js';
import { little } from './little.js';
import { signFlip } from './signFlip.js';

/**
 * The attacks that come with krumble, in the order in which they are listed to users.
 * `none` is the absence of one.
 */
export const attacks = Object.freeze([little, backdoorSample, backdoorPattern, signFlip] as const);
