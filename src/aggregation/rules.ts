import { aksel } from './aksel.js';
import { bulyan } from './bulyan.js';
import { caf } from './caf.js';
import { centeredClipping } from './centeredClipping.js';
import { cge } from './cge.js';
import { clippedClustering } from './clippedClustering.js';
import { crfl } from './crfl.js';
import { dnc } from './dnc.js';
import { flame } from './flame.js';
import { fltrust } from './fltrust.js';
import { foolsgold } from './foolsgold.js';
import { geometricMedian } from './geometricMedian.js';
import { krum } from './krum.js';
import { mda } from './mda.js';
import { meamed } from './meamed.js';
import { mean } from './mean.js';
import { median } from './median.js';
import { medoid } from './medoid.js';
import { monna } from './monna.js';
import { multiKrum } from './multiKrum.js';
import { normBound } from './normBound.js';
import { phocas } from './phocas.js';
import { signguard } from './signguard.js';
import { smea } from './smea.js';
import { trimmedMean } from './trimmedMean.js';

/** The aggregation rules that come with krumble, in the order in which they are listed to users. */
export const rules = Object.freeze([
  ...[mean, krum, trimmedMean, bulyan, phocas],
  ...[median, meamed, geometricMedian, multiKrum, mda, smea, caf, monna, medoid, cge, aksel],
  ...[centeredClipping, normBound, dnc, flame, clippedClustering],
  ...[signguard, foolsgold, crfl, fltrust],
] as const);
