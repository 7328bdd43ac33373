import { gatherExamples } from '../data/batch.js';
import type { MeasureView } from '../measures/measure.js';
import { hasBatchNorm } from '../models/layout.js';
import { batchStatistics, computeLogits, countCorrect } from '../models/model.js';
import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';
import type { Behaviour, Context } from './behaviour.js';
import { listMeasureSteps } from './evaluationPlan.js';
import { parametersBefore } from './world.js';

const CALIBRATION_IMAGES = 128;

/**
 * Evaluator 0 takes the statistics of batch normalisation anew, so that no worker can tamper with them,
 * of training images drawn by the seed, the same ones in each round.
 */
export const calibrate: Behaviour<'calibration'> = ({ world, round, enter }) => {
  enter('evaluation');
  const { scenario, set, model } = world;
  const shuffled = permutation(set.train.count, stream(scenario.seed, 'calibration'));
  const { images } = gatherExamples(set, set.train, shuffled.subarray(0, CALIBRATION_IMAGES));
  return { statistics: batchStatistics(model, parametersBefore(world, round + 1), images)! };
};

/**
 * An evaluator: what a measure says of a slice of the test images,
 * by the parameters that the round ended with.
 */
export const measureSlice: Behaviour<'measures'> = (context) => {
  context.enter('evaluation');
  const { world, round, step, read } = context;
  const { place, slice } = listMeasureSteps(world, round)[step];
  const { measure, setting } = world.entries.measures[place];
  const statistics = hasBatchNorm(world.entries.model) ? read('calibration')[0].statistics : null;
  return { part: measure.measure(viewTest(statistics, context), slice, setting) };
};

/** All data, and what the model makes of images by the parameters after the round. */
function viewTest(statistics: Float32Array | null, { world, round, scratch }: Context): MeasureView {
  const { set, model } = world;
  const parameters = parametersBefore(world, round + 1);
  return {
    set,
    testBatch: ({ from, count }) => {
      const indices = Uint32Array.from({ length: count }, (_, k) => from + k);
      return gatherExamples(set, set.test, indices, { scratch });
    },
    countCorrect: (batch) => countCorrect(model, parameters, batch, statistics),
    logits: (images) => computeLogits(model, parameters, images, statistics),
    parameters: () => parameters.slice(),
  };
}
