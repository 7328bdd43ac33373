import { option } from '../entries/option.js';
import { mapVector } from '../kernels/mapVector.js';
import { standardNormal } from '../kernels/standardNormal.js';
import { drawCoordinates, drawSeed } from '../random/chunkedDraws.js';
import { defineAttack } from './attack.js';

/**
 * Gaussian: every corrupted worker sends normal deviates, drawn by the seed anew in each round,
 * each its own (FLPoison N(0, 1), krum 0.9.1 N(0, 200^2), Blades N(0.1, 0.1^2)),
 * or all the same ones (ByzFL N(0, 1)). The record has the seed of the draws.
 */
export const gaussian = defineAttack({
  name: 'gaussian',
  aliases: ['gaussian-noise'],
  summary: 'noise, whatever the gradients are',
  definition: 'mean + deviation N(0, 1), per coordinate and round',
  example: 'mnist-gaussian-vs-median',
  sees: 'own',
  options: {
    mean: option.real({ least: -1e6, most: 1e6, default: 0, about: 'the mean of the noise' }),
    deviation: option.real({ least: 0, most: 1e6, default: 1, about: 'its standard deviation' }),
    draws: option.choice(['each', 'one'], {
      default: 'each',
      about: 'whether each corrupted worker draws its own noise, or one vector is for all',
    }),
  },
  decide: ({ random }) => ({ facts: { draws: drawSeed(random) } }),
  forge: ({ own, start, facts }, { mean, deviation, draws }) => {
    const [{ length }] = own;
    const drawFor = (actor: number) => {
      const uniform = drawCoordinates(
        { seed: facts.draws as number, purpose: 'gaussian', actor },
        start,
        length,
      );
      return mapVector(uniform, (draw) => mean + deviation * standardNormal(draw));
    };
    return draws === 'one' ? drawFor(0) : own.map((_, worker) => drawFor(worker));
  },
});
