import { option } from '../entries/option.js';
import { addScaled } from '../kernels/addScaled.js';
import { defineLocalUpdate } from './localUpdate.js';

/**
 * Several steps of SGD on the worker's next batches, from w, with a velocity that begins at 0:
 * v = momentum v + g, w_local -= rate v; reported is the one gradient that would lead there, (w -
 * w_local) / rate.
 *
 * Where the server has no momentum, takes the mean and its learning rate is this rate, its new parameters are
 * the mean of the workers' models: FedAvg (McMahan et al., Communication-Efficient Learning, 2017).
 * The loss is the mean over all batches, each before its step.
 */
export const localSteps = defineLocalUpdate({
  name: 'local-steps',
  aliases: ['fedavg'],
  summary: 'steps of SGD on the worker’s next batches, as the one gradient that would lead there',
  definition: '(w - w_local) / localRate after so many steps v = localMomentum v + g, w_local -= localRate v',
  example: 'mnist-fedavg-vs-trimmed-mean',
  options: {
    steps: option.whole({
      least: 1,
      most: 1000,
      default: 5,
      about: 'batches that a worker trains on in a round',
    }),
    localRate: option.realOr('round', {
      least: 1e-9,
      most: 1000,
      default: 'round',
      about: 'the rate of its steps; round: the learning rate of the round',
    }),
    localMomentum: option.real({
      least: 0,
      most: 0.9999,
      default: 0,
      about: 'the share of its velocity that a step keeps',
    }),
  },
  batchesPerRound: ({ steps }) => steps,
  compute: (view, { steps, localRate, localMomentum }) => {
    const { parameters, nextBatch, lossAndGradient, scratch } = view;
    const rate = localRate === 'round' ? view.rate : localRate;
    const gradient = scratch.float32('gradient', parameters.length);
    const velocity = scratch.float32('local velocity', parameters.length).fill(0);
    const local = scratch.float32('local parameters', parameters.length);
    local.set(parameters);
    let lossSum = 0;
    for (let step = 0; step < steps; step++) {
      lossSum += lossAndGradient(local, nextBatch(), gradient, true);
      for (let c = 0; c < velocity.length; c++) velocity[c] = localMomentum * velocity[c] + gradient[c];
      addScaled(local, -rate, velocity);
    }
    for (let c = 0; c < local.length; c++) gradient[c] = (parameters[c] - local[c]) / rate;
    return { loss: lossSum / steps, gradient };
  },
});
