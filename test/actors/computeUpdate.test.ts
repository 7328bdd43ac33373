import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/actors/behaviour.js';
import { computeUpdate } from '../../src/actors/computeUpdate.js';
import { createRoundMemory } from '../../src/actors/roundMemory.js';
import { parametersBefore, velocityBefore } from '../../src/actors/world.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { gatherBatch } from '../../src/data/batch.js';
import { drawPartitionOrder } from '../../src/data/partition.js';
import { createScratch } from '../../src/kernels/scratch.js';
import type { localUpdates } from '../../src/localUpdates/localUpdates.js';
import { lossAndGradient } from '../../src/models/model.js';
import { createWorld } from '../../src/rounds/world.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { modelNamed } from '../support/entries.js';
import { small } from '../support/small.js';

type ReportMode = (typeof localUpdates)[number]['name'];

const model = await modelNamed('mnist-mlp');

// 105 images for each of the first workers, in batches of 50: the last batch has 5.
function contextOf(reports: ReportMode, training: object = {}, data: object = {}, batch = 50): Context {
  const scenario = expandScenario({
    ...small,
    data: { train: 1150, test: 1000, ...data },
    workers: { count: 11, corrupted: 2, batch, reports },
    training: { rounds: 6, l2: 0.01, fading: 'none', learningRate: 0.2, ...training },
  });
  const { world } = createWorld(scenario, findEntries(builtIn, scenario), null);
  const nothing = () => undefined;
  return {
    world: { ...world, model },
    round: 0,
    index: 4,
    step: 2,
    memory: createRoundMemory(world),
    read: (stage) => expect.fail(`a worker reads ${stage}`),
    readOne: (stage) => expect.fail(`a worker reads ${stage}`),
    scratch: createScratch(),
    shareTrials: () => expect.unreachable('a worker tries no defense'),
    enter: nothing,
    spoil: null,
  };
}

/** The gradient of the mean loss on images by their indices, and l2 w, in float64. */
function gradientAt({ world }: Context, parameters: Float32Array, indices: number[]) {
  const gradient = new Float32Array(parameters.length);
  const batch = gatherBatch(world.set, world.set.train, indices);
  const loss = lossAndGradient(model, parameters, batch, gradient);
  return { loss, gradient: Float64Array.from(gradient, (value, c) => value + 0.01 * parameters[c]) };
}

/** The images of worker 4 of 11, as they were dealt. */
const shareOf = ({ world: { scenario } }: Context) =>
  [...drawPartitionOrder(1150, scenario.data.order, scenario.seed)].filter((_, place) => place % 11 === 4);

function expectNear(actual: Float32Array, expected: Float64Array, tolerance: number): void {
  let [worst, scale] = [0, 0];
  for (let c = 0; c < expected.length; c++) {
    worst = Math.max(worst, Math.abs(actual[c] - expected[c]));
    scale = Math.max(scale, Math.abs(expected[c]));
  }
  expect(worst / scale).toBeLessThan(tolerance);
}

describe('full-gradient', () => {
  test('is the mean gradient over all of the share, whatever the batch', () => {
    const context = contextOf('full-gradient');
    const share = shareOf(context);
    expect(share).toHaveLength(105);
    const expected = gradientAt(context, parametersBefore(context.world, 0), share);
    const { loss, gradient } = computeUpdate(context);
    expect(loss).toBeCloseTo(expected.loss, 5);
    expectNear(gradient, expected.gradient, 1e-5);
    const other = contextOf('full-gradient', {}, {}, 17);
    expectNear(computeUpdate(other).gradient, expected.gradient, 1e-5);
  });
});

test('with Nesterov’s momentum the gradient is taken where the velocity alone would lead', () => {
  const context = contextOf('full-gradient', { nesterov: true, momentum: 0.9 });
  const { world } = context;
  const velocity = velocityBefore(world, 0);
  for (let c = 0; c < velocity.length; c++) velocity[c] = 0.01 * Math.sin(c);
  const ahead = parametersBefore(world, 0).map((value, c) => value + 0.9 * velocity[c]);
  const { gradient } = computeUpdate(context);
  expectNear(gradient, gradientAt(context, ahead, shareOf(context)).gradient, 1e-5);
  const there = gradientAt(context, parametersBefore(world, 0), shareOf(context));
  expect(() => expectNear(gradient, there.gradient, 1e-2)).toThrow();
});

describe('local-epoch', () => {
  test('is the way that SGD through the share goes, in the unit of a gradient', () => {
    const context = contextOf('local-epoch', {}, { order: 'sequential' });
    const share = shareOf(context);
    const local = parametersBefore(context.world, 0).slice();
    const way = new Float64Array(local.length);
    for (const batch of [share.slice(0, 50), share.slice(50, 100), share.slice(100)]) {
      const { gradient } = gradientAt(context, local, batch);
      for (let c = 0; c < local.length; c++) {
        local[c] -= 0.2 * gradient[c];
        way[c] += gradient[c];
      }
    }
    expectNear(computeUpdate(context).gradient, way, 1e-4);
  });

  test('goes another way through the share in each round, and the same way again', () => {
    const context = contextOf('local-epoch');
    const first = computeUpdate(context).gradient.slice();
    expect(computeUpdate(context).gradient).toEqual(first);
    // Round 2 starts from the same version of the parameters as round 0.
    expect(computeUpdate({ ...context, round: 2 }).gradient).not.toEqual(first);
  });
});

test('the three report modes differ, and augmentation changes each of them', () => {
  const modes: ReportMode[] = ['single-batch', 'full-gradient', 'local-epoch'];
  const plain = modes.map((mode) => computeUpdate(contextOf(mode)).gradient.slice());
  const cropped = modes.map((mode) => {
    const context = contextOf(mode, {}, { augmentation: 'crop-and-flip' });
    return computeUpdate(context).gradient.slice();
  });
  const all = [...plain, ...cropped].map((gradient) => gradient.join());
  expect(new Set(all).size).toBe(6);
});
