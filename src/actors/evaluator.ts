import { trialBatch } from '../attacks/backdoor/images.js';
import { tried } from '../attacks/backdoor/tried.js';
import { backdoorOf } from '../attacks/setting.js';
import { gatherPixels } from '../data/batch.js';
import { pixelsOf } from '../data/dataSet.js';
import { batchStatistics, countCorrect, logitsOf } from '../models/model.js';
import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';
import { tasks } from '../scenario/tasks.js';
import type { Behaviour, Context } from './behaviour.js';
import { evaluationsOf } from './evaluations.js';
import type { Bodies, Message } from './messages.js';
import { versionOf } from './world.js';

const CALIBRATION_IMAGES = 128;

/**
 * Evaluator k: of one slice of the test images, accuracy and loss, or how a backdoor is answered, by the parameters
 * that the round ended with. Evaluator 0 is also asked to calibrate: to take the statistics of batch normalisation
 * anew, so that no worker can tamper with them, and to ask all evaluators with those.
 */
export const evaluator: Behaviour = (_state, inbox, context) => {
  context.enter('evaluation');
  switch (inbox.kind) {
    case 'calibrate':
      return { state: null, messages: calibrate(context) };
    case 'evaluate':
      return { state: null, messages: [evaluate(inbox.bodies[0], context)] };
    case 'attempt':
      return { state: null, messages: [attempt(inbox.bodies[0], context)] };
    default:
      throw new TypeError(`an evaluator cannot take a ${inbox.kind} message`);
  }
};

/** The statistics are of training images drawn by the seed, the same ones in each round. */
function calibrate({ world, round }: Context): Message[] {
  const { scenario, set } = world;
  const shuffled = permutation(set.train.count, stream(scenario.seed, 'calibration'));
  const { images } = gatherPixels(set, set.train, shuffled.subarray(0, CALIBRATION_IMAGES));
  const statistics = batchStatistics(modelOf(world), parametersAfter(world, round), images);
  return evaluationsOf(world, round, statistics);
}

function evaluate({ slice, part, statistics }: Bodies['evaluate'], context: Context): Message<'scored'> {
  const { world, round, scratch } = context;
  const { set } = world;
  const indices = Uint32Array.from({ length: slice.count }, (_, k) => slice.from + k);
  const batch = gatherPixels(set, set.test, indices, scratch.bytes('slice', slice.count * pixelsOf(set)));
  const body = countCorrect(modelOf(world), parametersAfter(world, round), batch, statistics);
  return { to: 'driver', kind: 'scored', part, body };
}

function attempt({ slice, part, statistics }: Bodies['attempt'], { world, round }: Context) {
  const { images, labels } = trialBatch(backdoorOf(world.scenario.attack)!, world.set, slice);
  const logits =
    labels.length === 0
      ? new Float32Array()
      : logitsOf(modelOf(world), parametersAfter(world, round), images, statistics);
  return {
    to: 'driver',
    kind: 'attempted',
    part,
    body: tried(logits, labels),
  } satisfies Message<'attempted'>;
}

function modelOf({ scenario }: Context['world']) {
  return tasks[scenario.task].model;
}

function parametersAfter({ parameters }: Context['world'], round: number): Float32Array {
  return parameters[versionOf(round + 1)];
}
