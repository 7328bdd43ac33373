import { drawAugmentation } from '../data/augmentation.js';
import { gatherPixels } from '../data/batch.js';
import { pixelsOf } from '../data/dataSet.js';
import { batchIndices, type Deal, shareIndices, walkThrough } from '../data/deal.js';
import { addScaled } from '../kernels/addScaled.js';
import { type Batch, lossAndGradient } from '../models/model.js';
import { stream } from '../random/stream.js';
import { learningRateOf } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';
import type { Context } from './behaviour.js';
import { versionOf } from './world.js';

/** A worker's mean training loss on the images it used, and its gradient; the gradient is in scratch memory. */
export interface Own {
  readonly loss: number;
  readonly gradient: Float32Array;
}

/** What worker i makes of its data in a round, by the scenario's report mode; L2 is in it (l2 times each parameter). */
export function ownGradient(context: Context): Own {
  switch (context.world.scenario.workers.reports) {
    case 'single-batch':
      return singleBatch(context);
    case 'full-gradient':
      return fullGradient(context);
    case 'local-epoch':
      return localEpoch(context);
  }
}

/** The gradient of the mean cross-entropy on the worker's next batch. */
function singleBatch(context: Context): Own {
  const { world, round, index, scratch } = context;
  const walkOf = (pass: number) =>
    scratch.remembered(`walk of worker ${index}`, pass, () => walkThrough(dealOf(context), index, pass));
  const batch = gathering(context)(batchIndices(dealOf(context), index, round, walkOf));
  const current = world.parameters[versionOf(round)];
  const gradient = scratch.float32('gradient', current.length);
  return { loss: withL2(context, current, batch, gradient), gradient };
}

/** The gradient of the mean cross-entropy on all of the worker's share, added up in batches in float64. */
function fullGradient(context: Context): Own {
  const { world, round, index, scratch } = context;
  const { scenario } = world;
  const current = world.parameters[versionOf(round)];
  const gradient = scratch.float32('gradient', current.length);
  const sums = scratch.float64('gradient sums', current.length).fill(0);
  const share = shareIndices(dealOf(context), index, null);
  const gathered = gathering(context);
  let lossSum = 0;
  for (const indices of inBatches(share, scenario.workers.batch)) {
    const batch = gathered(indices);
    lossSum += indices.length * lossAndGradient(tasks[scenario.task].model, current, batch, gradient);
    for (let c = 0; c < sums.length; c++) sums[c] += indices.length * gradient[c];
  }
  for (let c = 0; c < sums.length; c++) gradient[c] = sums[c] / share.length;
  if (scenario.training.l2 > 0) addScaled(gradient, scenario.training.l2, current);
  return { loss: lossSum / share.length, gradient };
}

/**
 * SGD through the worker's share in batches, at the round's learning rate and without momentum, from w to w_local; the
 * gradient that would lead there in one step: (w - w_local) / rate. The last batch may be a smaller one.
 */
function localEpoch(context: Context): Own {
  const { world, round, index, scratch } = context;
  const current = world.parameters[versionOf(round)];
  const rate = learningRateOf(world.scenario, round);
  const gradient = scratch.float32('gradient', current.length);
  const local = scratch.float32('local parameters', current.length);
  local.set(current);
  const share = shareIndices(dealOf(context), index, walkThrough(dealOf(context), index, round));
  const gathered = gathering(context);
  let lossSum = 0;
  for (const indices of inBatches(share, world.scenario.workers.batch)) {
    lossSum += indices.length * withL2(context, local, gathered(indices), gradient);
    addScaled(local, -rate, gradient);
  }
  for (let c = 0; c < local.length; c++) gradient[c] = (current[c] - local[c]) / rate;
  return { loss: lossSum / share.length, gradient };
}

function withL2(
  { world: { scenario } }: Context,
  parameters: Float32Array,
  batch: Batch,
  gradient: Float32Array,
): number {
  return lossAndGradient(tasks[scenario.task].model, parameters, batch, gradient, scenario.training.l2);
}

function dealOf({ world: { scenario, order } }: Context): Deal {
  const { workers, seed, data } = scenario;
  return {
    order,
    workers: workers.count,
    batch: workers.batch,
    seed,
    reshuffled: data.order === 'shuffled',
  };
}

/** Gathers the worker's batches of a round, one after the other; their augmentation is drawn in that order. */
function gathering({ world, round, index, scratch }: Context): (indices: Uint32Array) => Batch {
  const { scenario, set } = world;
  const random =
    scenario.data.augmentation === 'none' ? null : stream(scenario.seed, 'augmentation', index, round);
  return (indices) => {
    const images = scratch.bytes('images', indices.length * pixelsOf(set));
    const augmentation = random && drawAugmentation(indices.length, random);
    return gatherPixels(set, set.train, indices, images, augmentation);
  };
}

function inBatches(indices: Uint32Array, batch: number): Uint32Array[] {
  const count = Math.ceil(indices.length / batch);
  return Array.from({ length: count }, (_, k) => indices.subarray(k * batch, (k + 1) * batch));
}
