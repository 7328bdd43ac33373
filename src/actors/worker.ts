import { gatherBatch } from '../data/batch.js';
import { pixelsOf } from '../data/dataSet.js';
import { batchIndices, walkThrough } from '../data/deal.js';
import { addScaled } from '../kernels/addScaled.js';
import { lossAndGradient } from '../models/model.js';
import { tasks } from '../scenario/tasks.js';
import { type Behaviour, type Context, only } from './behaviour.js';
import { cutIntoBlocks } from './blocks.js';
import { reportHash } from './reportHash.js';
import { versionOf } from './world.js';

/**
 * Worker i: the gradient of the mean cross-entropy on its next batch, plus L2 (l2 times each parameter).
 * An honest worker reports it to the shards; a corrupted one, if there is an attack, confides it to the adversary.
 */
export const worker: Behaviour = (_state, inbox, context) => {
  only(inbox, 'compute');
  const { world, index, enter } = context;
  enter('gradients');
  const { workers, attack } = world.scenario;
  const { loss, gradient } = ownGradient(context);
  const blocks = cutIntoBlocks(gradient);
  const hash = reportHash(gradient);
  if (index < workers.corrupted && attack.name !== 'none') {
    const part = { index, of: workers.corrupted };
    const body = { loss, hash, blocks };
    return { state: null, messages: [{ to: 'adversary/0', kind: 'confide', part, body }] };
  }
  const part = { index, of: workers.count };
  return {
    state: null,
    messages: [
      { to: 'shards', kind: 'report', part, bodies: blocks.map((block) => ({ block })) },
      { to: 'server/0', kind: 'summary', part, body: { loss, hash, confided: null } },
    ],
  };
};

/** The gradient is in scratch memory: what leaves is the copy that is cut into blocks. */
function ownGradient({ world, round, index, scratch, spoil }: Context): {
  loss: number;
  gradient: Float32Array;
} {
  const { scenario, set, order, parameters } = world;
  const { workers, training, data, seed, task } = scenario;
  const deal = {
    order,
    workers: workers.count,
    batch: workers.batch,
    seed,
    reshuffled: data.order === 'shuffled',
  };
  const images = scratch.float64('images', workers.batch * pixelsOf(set));
  const walkOf = (pass: number) =>
    scratch.remembered(`walk of worker ${index}`, pass, () => walkThrough(deal, index, pass));
  const batch = gatherBatch(set, set.train, batchIndices(deal, index, round, walkOf), images);
  const current = parameters[versionOf(round)];
  const gradient = scratch.float32('gradient', current.length);
  const loss = lossAndGradient(tasks[task].model, current, batch, gradient);
  if (training.l2 > 0) addScaled(gradient, training.l2, current);
  spoil?.(gradient);
  return { loss, gradient };
}
