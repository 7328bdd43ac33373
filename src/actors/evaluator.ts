import { gatherBatch } from '../data/batch.js';
import { pixelsOf } from '../data/dataSet.js';
import { countCorrect } from '../models/model.js';
import { tasks } from '../scenario/tasks.js';
import { type Behaviour, only } from './behaviour.js';
import type { Message } from './messages.js';
import { versionOf } from './world.js';

const SLICE = 1000;

/** Evaluator k: accuracy and loss on one slice of the test images, by the parameters that the round ended with. */
export const evaluator: Behaviour = (_state, inbox, { world, round, index, scratch, enter }) => {
  const [{ from, count }] = only(inbox, 'evaluate').bodies;
  enter('evaluation');
  const { set, scenario, parameters } = world;
  const indices = Uint32Array.from({ length: count }, (_, k) => from + k);
  const batch = gatherBatch(set, set.test, indices, scratch.float64('slice', count * pixelsOf(set)));
  const body = countCorrect(tasks[scenario.task].model, parameters[versionOf(round + 1)], batch);
  const part = { index, of: slices(set.test.count).length };
  return { state: null, messages: [{ to: 'driver', kind: 'scored', part, body }] };
};

/** The slices that the test images are evaluated in; they depend on their number alone. */
export function slices(images: number): { from: number; count: number }[] {
  return Array.from({ length: Math.ceil(images / SLICE) }, (_, k) => ({
    from: k * SLICE,
    count: Math.min(SLICE, images - k * SLICE),
  }));
}

/** The messages that have all test images evaluated. */
export function evaluationMessages(images: number): Message<'evaluate'>[] {
  return slices(images).map((body, index) => ({
    to: `evaluator/${index}`,
    kind: 'evaluate',
    part: { index: 0, of: 1 },
    body,
  }));
}
