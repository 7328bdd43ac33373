import { describe, expect, test } from 'vitest';
import { listMeasureSteps } from '../../src/actors/evaluationPlan.js';
import { calibrate, measureSlice } from '../../src/actors/evaluator.js';
import { gatherBatch } from '../../src/data/batch.js';
import { z } from '../../src/entries/schema.js';
import { defineMeasure, type MeasureView } from '../../src/measures/measure.js';
import { batchStatistics, computeLogits, countCorrect } from '../../src/models/model.js';
import { defineModel } from '../../src/models/modelEntry.js';
import { permutation } from '../../src/random/permutation.js';
import { stream } from '../../src/random/stream.js';
import { defineTask } from '../../src/tasks/task.js';
import { mnistMlpTask } from '../../src/tasks/mnistMlp.js';
import { createFixture, expectSame, type Fixture } from '../support/context.js';

const { kind: _, ...settings } = mnistMlpTask;
/** Three slices of 100 test images: 40, 40 and 20. */
const sliced = defineTask({ ...settings, name: 'sliced', slice: 40 });
const slices = [
  { from: 0, count: 40 },
  { from: 40, count: 40 },
  { from: 80, count: 20 },
];

/** The test images of a slice. */
const testBatch = ({ world: { set } }: Fixture, from: number, count: number) =>
  gatherBatch(
    set,
    set.test,
    Array.from({ length: count }, (_, k) => from + k),
  );

describe('an evaluator', () => {
  test('measures its slice by the parameters that the round ended with', async () => {
    const fixture = await createFixture({ task: 'sliced', evaluation: { every: 1 } }, { tasks: [sliced] });
    const { model, state } = fixture.world;
    const found = [0, 1].map((round) => {
      const context = fixture.contextOf(1, round, { step: 1 });
      const { part } = measureSlice(context);
      const after = state.parameters[(round + 1) % 2];
      expect(part).toEqual(countCorrect(model, after, testBatch(fixture, 40, 40), null));
      expect(context.phases).toEqual(['evaluation']);
      return part;
    });
    expect(found[0]).not.toEqual(found[1]);
    expect(fixture.written()).toEqual([]);
  });

  test('shows a measure its slice and what it is told, and tells what it finds as it is', async () => {
    const views: MeasureView[] = [];
    const told: unknown[] = [];
    const madeUp = defineMeasure({
      name: 'made-up',
      summary: 'made up',
      when: 'always',
      options: { depth: z.number() },
      measure: (view, ...rest) => {
        views.push(view);
        told.push(rest);
        return { found: ['anything', 7] };
      },
      conclude: () => ({}),
      fields: {},
    });
    const evaluation = { every: 3, measures: [{ name: 'made-up', depth: 4 }] };
    const fixture = await createFixture(
      { task: 'sliced', evaluation },
      { tasks: [sliced], measures: [madeUp] },
    );
    const slice = { from: 80, count: 20 };
    const result = measureSlice(fixture.contextOf(2, 1, { step: 2 }));
    expect(result).toEqual({ part: { found: ['anything', 7] } });
    expect(told).toEqual([[slice, { depth: 4 }]]);
    const [{ set, ...view }] = views;
    expect(set).toBe(fixture.world.set);
    const { model, state } = fixture.world;
    const { images, labels } = testBatch(fixture, 80, 20);
    const batch = view.testBatch(slice);
    expect(batch.labels).toEqual(labels);
    expect(view.logits(batch.images)).toEqual(computeLogits(model, state.parameters[0], images, null));
    expect(view.countCorrect({ images, labels })).toEqual(
      countCorrect(model, state.parameters[0], { images, labels }, null),
    );
  });

  test('has a step for each slice of every measure that is due, in the order of measures', async () => {
    const always = defineMeasure({
      name: 'always',
      summary: 'made up: the first two slices',
      when: 'always',
      slices: (all) => all.slice(0, 2),
      measure: (_view, { from }) => from,
      conclude: () => ({}),
      fields: {},
    });
    const input = { task: 'sliced', evaluation: { every: 3, measures: ['always'] } };
    const fixture = await createFixture(input, { tasks: [sliced], measures: [always] });
    const first = slices.map((slice, evaluator) => ({ place: 0, slice, evaluator }));
    const second = first.slice(0, 2).map((step) => ({ ...step, place: 1 }));
    expect(listMeasureSteps(fixture.world, 1)).toEqual(second);
    expect(listMeasureSteps(fixture.world, 3)).toEqual([...first, ...second]);
    expect(measureSlice(fixture.contextOf(1, 1, { step: 1 })).part).toBe(40);
    expect(measureSlice(fixture.contextOf(1, 3, { step: 4 })).part).toBe(40);
    expect(measureSlice(fixture.contextOf(1, 3, { step: 1 })).part).toHaveProperty('correct');
  });
});

describe('with batch normalisation', () => {
  const normed = defineModel({
    name: 'normed',
    summary: 'made up: one convolution, normalised',
    inputShape: [28, 28, 1],
    classes: 10,
    tensors: [
      { name: 'first/kernel', kind: 'kernel', shape: [3, 3, 1, 2] },
      { name: 'norm/gamma', kind: 'gamma', shape: [2] },
      { name: 'norm/beta', kind: 'beta', shape: [2] },
      { name: 'logits/kernel', kind: 'kernel', shape: [2, 10] },
      { name: 'logits/bias', kind: 'bias', shape: [10] },
    ],
    network: ({ images, parameter, normalise, layers }) => {
      const data = layers.imageTensor(images, [28, 28, 1]);
      const values = normalise(layers.convolutionOfData(data, parameter('first/kernel')), 'norm');
      const features = layers.globalAveragePool(layers.relu(values));
      return layers.dense(features, parameter('logits/kernel'), parameter('logits/bias'));
    },
  });
  const task = defineTask({ ...settings, name: 'normed', model: 'normed', slice: 40 });
  const madeUp = defineMeasure({
    name: 'made-up',
    summary: 'made up',
    when: 'always',
    measure: ({ testBatch: batch, logits }, slice) => Array.from(logits(batch(slice).images)),
    conclude: () => ({}),
    fields: {},
  });
  const input = { task: 'normed', evaluation: { every: 3, measures: ['made-up'] } };
  const own = { models: [normed], tasks: [task], measures: [madeUp] };

  /** By images that are drawn by the seed, the same in every round, and the parameters after the round. */
  const statisticsOf = ({ world: { set, model, state } }: Fixture, round: number) => {
    const drawn = permutation(200, stream(3, 'calibration')).subarray(0, 128);
    const { images } = gatherBatch(set, set.train, drawn);
    return batchStatistics(model, state.parameters[(round + 1) % 2], images)!;
  };

  test('evaluator 0 takes statistics by training images of the seed and the parameters after the round', async () => {
    const fixture = await createFixture(input, own);
    for (const round of [1, 3]) {
      const context = fixture.contextOf(0, round);
      expectSame(calibrate(context).statistics, statisticsOf(fixture, round));
      expect(context.phases).toEqual(['evaluation']);
    }
    expect(statisticsOf(fixture, 1)).not.toEqual(statisticsOf(fixture, 2));
    expect(fixture.written()).toEqual([]);
  });

  test('an evaluator goes by the statistics that were taken', async () => {
    const fixture = await createFixture(input, own);
    const { model, state } = fixture.world;
    const { images } = testBatch(fixture, 80, 20);
    for (const statistics of [statisticsOf(fixture, 1), Float32Array.of(1, 2, 3, 4)]) {
      const results = { calibration: [{ statistics }] };
      const part = Array.from(computeLogits(model, state.parameters[0], images, statistics));
      expect(measureSlice(fixture.contextOf(2, 1, { step: 2, results }))).toEqual({ part });
    }
  });

  test('an evaluator does not measure without them', async () => {
    const fixture = await createFixture(input, own);
    const measure = () => measureSlice(fixture.contextOf(2, 1, { step: 2 }));
    expect(measure).toThrow('the results of calibration are not to be read here');
  });
});
