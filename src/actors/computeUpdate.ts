import { drawAugmentation } from '../data/augmentation.js';
import { gatherExamples } from '../data/batch.js';
import { batchIndices, epochOrder, type Epochs, localIndices, orderedIndices } from '../data/partition.js';
import { ContractError } from '../errors/contractError.js';
import { addScaled } from '../kernels/addScaled.js';
import { countImageValues, writeImageValues } from '../kernels/images.js';
import type { LocalResult, LocalUpdateView } from '../localUpdates/localUpdate.js';
import type { Batch } from '../models/batch.js';
import { lossAndGradient } from '../models/model.js';
import { stream } from '../random/stream.js';
import { findWorker } from '../scenario/participants.js';
import type { Context } from './behaviour.js';
import { parametersBefore, velocityBefore } from './world.js';

/** Changes a batch before its gradient is taken. */
export type Poison = (batch: { images: Float64Array; labels: Int32Array }) => Batch;

/**
 * What the worker of a row makes of its data in a round,
 * by the scenario's local update; the gradient is in scratch memory.
 * With `poison`, each batch is changed before it is used.
 */
export function computeUpdate(context: Context, poison: Poison | null = null): LocalResult {
  const { entry, options } = context.world.entries.localUpdate;
  return entry.compute(viewData(context, poison, entry.batchesPerRound?.(options) ?? 1), options);
}

function viewData(context: Context, poison: Poison | null, each: number): LocalUpdateView {
  const { world, round, scratch } = context;
  const { scenario, entries, partition, model } = world;
  const worker = findWorker(scenario, round, context.index);
  const { l2 } = scenario.training;
  const epochs = listEpochs(context);
  const gather = gatherBatches(context, poison);
  const asked = `local update ${entries.localUpdate.entry.name}: asked for`;
  let taken = 0;
  const orderIn = (pass: number) =>
    scratch.remembered(`epoch order of worker ${worker}`, pass, () => epochOrder(epochs, worker, pass));
  return {
    parameters: lookAhead(context),
    rate: entries.learningRate(round),
    images: localIndices(partition, worker).length,
    nextBatch: () => {
      if (taken === each)
        throw new ContractError(`${asked} the next batch more often than ${each} times a round`);
      return gather(batchIndices(epochs, worker, each * round + taken++, orderIn));
    },
    *batches(order) {
      const places = order === 'shuffled' ? epochOrder(epochs, worker, round) : null;
      const local = orderedIndices(partition, worker, places);
      for (const indices of cutBatches(local, scenario.workers.batch)) yield gather(indices);
    },
    lossAndGradient: (parameters, batch, gradient, withL2) =>
      lossAndGradient(model, parameters, batch, gradient, withL2 ? l2 : 0),
    addL2: (values, parameters) => {
      if (l2 > 0) addScaled(values, l2, parameters);
    },
    scratch,
  };
}

/** Where gradients are taken: w, or with Nesterov's momentum w + momentum v, where v alone would lead. */
function lookAhead({ world, round, scratch }: Context): Float32Array {
  const parameters = parametersBefore(world, round);
  const { nesterov, momentum } = world.scenario.training;
  if (!nesterov) return parameters;
  const ahead = scratch.float32('parameters ahead', parameters.length);
  const velocity = velocityBefore(world, round);
  for (let c = 0; c < ahead.length; c++) ahead[c] = parameters[c] + momentum * velocity[c];
  return ahead;
}

function listEpochs({ world: { scenario, partition } }: Context): Epochs {
  const { workers, seed, data } = scenario;
  return { partition, batch: workers.batch, seed, reshuffled: data.order === 'shuffled' };
}

/**
 * Gathers the worker's batches of a round, one after the other; their augmentation is drawn in that order.
 */
function gatherBatches(context: Context, poison: Poison | null): (indices: Uint32Array) => Batch {
  const { world, round, scratch } = context;
  const { scenario, set } = world;
  const random =
    scenario.data.augmentation === 'none'
      ? null
      : stream(scenario.seed, 'augmentation', findWorker(scenario, round, context.index), round);
  return (indices) => {
    const crops = random && drawAugmentation(indices.length, random);
    const { images, labels } = gatherExamples(set, set.train, indices, { scratch, crops });
    if (poison === null) return { images, labels };
    return poison({ images: writeImageValues(images, new Float64Array(countImageValues(images))), labels });
  };
}

function cutBatches(indices: Uint32Array, batch: number): Uint32Array[] {
  const count = Math.ceil(indices.length / batch);
  return Array.from({ length: count }, (_, k) => indices.subarray(k * batch, (k + 1) * batch));
}
