import { anticge } from './anticge.js';
import { backdoorPattern } from './backdoor/backdoorPattern.js';
import { backdoorSample } from './backdoor/backdoorSample.js';
import { agrTailored } from './cloud/agrTailored.js';
import { minMax } from './cloud/minMax.js';
import { minSum } from './cloud/minSum.js';
import { empire } from './empire.js';
import { fangKrum } from './fang/fangKrum.js';
import { fangTrimmedMean } from './fang/fangTrimmedMean.js';
import { gaussian } from './gaussian.js';
import { infinity } from './infinity.js';
import { ipm } from './ipm.js';
import { labelFlip } from './labelFlip.js';
import { little } from './little.js';
import { mimic } from './mimic.js';
import { mimicVariance } from './mimicVariance.js';
import { nan } from './nan.js';
import { optimalIpm } from './search/optimalIpm.js';
import { optimalLittle } from './search/optimalLittle.js';
import { smallPerturbation } from './search/smallPerturbation.js';
import { signFlip } from './signFlip.js';
import { badnets } from './trigger/badnets.js';
import { dba } from './trigger/dba.js';
import { modelReplacement } from './trigger/modelReplacement.js';
import { neurotoxin } from './trigger/neurotoxin.js';

/**
 * The attacks that come with krumble, in the order in which they are listed to users.
 * `none` is the absence of one.
 */
export const attacks = Object.freeze([
  little,
  backdoorSample,
  backdoorPattern,
  signFlip,
  ipm,
  empire,
  optimalLittle,
  optimalIpm,
  minMax,
  minSum,
  agrTailored,
  fangKrum,
  fangTrimmedMean,
  mimic,
  mimicVariance,
  smallPerturbation,
  anticge,
  gaussian,
  infinity,
  nan,
  labelFlip,
  badnets,
  modelReplacement,
  dba,
  neurotoxin,
] as const);
