import { fullGradient } from './fullGradient.js';
import { localEpoch } from './localEpoch.js';
import { localSteps } from './localSteps.js';
import { singleBatch } from './singleBatch.js';

/** The local updates that come with krumble, in the order in which they are listed to users. */
export const localUpdates = Object.freeze([singleBatch, fullGradient, localEpoch, localSteps] as const);
