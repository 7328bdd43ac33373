import { bulyan } from './bulyan.js';
import { krum } from './krum.js';
import { mean } from './mean.js';
import { phocas } from './phocas.js';
import { trimmedMean } from './trimmedMean.js';

/** The aggregation rules that come with krumble, in the order in which they are listed to users. */
export const rules = Object.freeze([mean, krum, trimmedMean, bulyan, phocas] as const);
