import { gatherPixels } from '../data/batch.js';
import { countValuesPerImage } from '../data/dataSet.js';
import type { MeasureView } from '../measures/measure.js';
import { batchStatistics, computeLogits, countCorrect } from '../models/model.js';
import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';
import type { Behaviour, Context } from './behaviour.js';
import { measureMessages } from './evaluationPlan.js';
import type { Bodies, Message } from './messages.js';
import { parametersBefore } from './world.js';

const CALIBRATION_IMAGES = 128;

/**
 * Evaluator k: what a measure says of a slice of the test images,
 * by the parameters that the round ended with.
 * Evaluator 0 is also asked to calibrate: to take the statistics of batch normalisation anew,
 * so that no worker can tamper with them, and to ask all evaluators with those.
 */
export const evaluator: Behaviour = (_state, inbox, context) => {
  context.enter('evaluation');
  switch (inbox.kind) {
    case 'calibrate':
      return { state: null, messages: calibrate(context) };
    case 'measure':
      return { state: null, messages: [measure(inbox.bodies[0], context)] };
    default:
      throw new TypeError(`an evaluator cannot take a ${inbox.kind} message`);
  }
};

/** The statistics are of training images drawn by the seed, the same ones in each round. */
function calibrate({ world, round }: Context): Message[] {
  const { scenario, set, model } = world;
  const shuffled = permutation(set.train.count, stream(scenario.seed, 'calibration'));
  const { images } = gatherPixels(set, set.train, shuffled.subarray(0, CALIBRATION_IMAGES));
  const statistics = batchStatistics(model, parametersBefore(world, round + 1), images);
  return measureMessages(world, round, statistics);
}

function measure(
  { measure: place, slice, part, statistics }: Bodies['measure'],
  context: Context,
): Message<'measured'> {
  const { measure, setting } = context.world.entries.measures[place];
  const found = measure.measure(viewTest(statistics, context), slice, setting);
  return { to: 'driver', kind: 'measured', part, body: { part: found } };
}

/** All data, and what the model makes of images by the parameters after the round. */
function viewTest(statistics: Float32Array | null, { world, round, scratch }: Context): MeasureView {
  const { set, model } = world;
  const parameters = parametersBefore(world, round + 1);
  return {
    set,
    testBatch: ({ from, count }) => {
      const indices = Uint32Array.from({ length: count }, (_, k) => from + k);
      return gatherPixels(set, set.test, indices, scratch.bytes('slice', count * countValuesPerImage(set)));
    },
    countCorrect: (batch) => countCorrect(model, parameters, batch, statistics),
    logits: (images) => computeLogits(model, parameters, images, statistics),
  };
}
