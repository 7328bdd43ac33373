import { decideForgery, hashReport } from './adversary.js';
import type { Behaviour } from './behaviour.js';
import { calibrate, measureSlice } from './evaluator.js';
import { measureHonestMean } from './honestMeans.js';
import type { StageName } from './results.js';
import { isRoot } from './reports.js';
import { computeRootGradient } from './rootGradient.js';
import { chooseRows, concludeRound } from './server.js';
import { measurePairs } from './pairs.js';
import { measureDistances, updateBlock } from './shard.js';
import { computeReport, confide, hashOwn } from './worker.js';

/** What an actor does in a step of each stage. */
export const behaviours: { readonly [S in StageName]: Behaviour<S> } = Object.freeze({
  confided: confide,
  gradients: (context) =>
    isRoot(context.index, context.world.scenario) ? computeRootGradient(context) : computeReport(context),
  ownHashes: hashOwn,
  decision: decideForgery,
  pairs: measurePairs,
  distances: measureDistances,
  honestMeans: measureHonestMean,
  choice: chooseRows,
  update: updateBlock,
  hashes: hashReport,
  conclusion: concludeRound,
  calibration: calibrate,
  measures: measureSlice,
});
