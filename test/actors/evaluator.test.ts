import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/actors/behaviour.js';
import { planEvaluation } from '../../src/actors/evaluationPlan.js';
import { evaluator } from '../../src/actors/evaluator.js';
import type { Bodies, Evaluation, Inbox } from '../../src/actors/messages.js';
import { gatherBatch } from '../../src/data/batch.js';
import { z } from '../../src/entries/schema.js';
import { defineMeasure, type MeasureView } from '../../src/measures/measure.js';
import { batchStatistics, computeLogits, countCorrect } from '../../src/models/model.js';
import { defineModel } from '../../src/models/modelEntry.js';
import { permutation } from '../../src/random/permutation.js';
import { stream } from '../../src/random/stream.js';
import { defineTask } from '../../src/tasks/task.js';
import { mnistMlpTask } from '../../src/tasks/mnistMlp.js';
import { setStage, type Stage } from '../support/context.js';

const act = (context: Context, inbox: Inbox) => evaluator(null, inbox, context);
const asked = (body: Partial<Evaluation>): Inbox => ({
  kind: 'measure',
  bodies: [
    { measure: 0, slice: { from: 0, count: 100 }, part: { index: 0, of: 1 }, statistics: null, ...body },
  ],
});

/** The test images of a slice. */
const testBatch = ({ world: { set } }: Stage, from: number, count: number) =>
  gatherBatch(
    set,
    set.test,
    Array.from({ length: count }, (_, k) => from + k),
  );

describe('an evaluator', () => {
  test('measures its slice by the parameters that the round ended with, and tells the driver', async () => {
    const stage = await setStage();
    const { model, state } = stage.world;
    const found = [0, 1].map((round) => {
      const context = stage.contextOf(3, round);
      const inbox = asked({ slice: { from: 30, count: 50 }, part: { index: 2, of: 4 } });
      const { state: kept, messages } = act(context, inbox);
      expect(kept).toBeNull();
      const after = state.parameters[(round + 1) % 2];
      const part = countCorrect(model, after, testBatch(stage, 30, 50), null);
      const message = { to: 'driver', kind: 'measured', part: { index: 2, of: 4 }, body: { part } };
      expect(messages).toEqual([message]);
      expect(context.phases).toEqual(['evaluation']);
      return part;
    });
    expect(found[0]).not.toEqual(found[1]);
    expect(stage.written()).toEqual([]);
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
    const evaluation = { measures: [{ name: 'made-up', depth: 4 }] };
    const stage = await setStage({ evaluation }, { measures: [madeUp] });
    const slice = { from: 10, count: 5 };
    const { messages } = act(stage.contextOf(0, 1), asked({ measure: 1, slice }));
    expect(messages[0].body).toEqual({ part: { found: ['anything', 7] } });
    expect(told).toEqual([[slice, { depth: 4 }]]);
    const [{ set, ...view }] = views;
    expect(set).toBe(stage.world.set);
    const { model, state } = stage.world;
    const { images, labels } = testBatch(stage, 10, 5);
    const batch = view.testBatch(slice);
    expect(batch.labels).toEqual(labels);
    expect(view.logits(batch.images)).toEqual(computeLogits(model, state.parameters[0], images, null));
    expect(view.countCorrect({ images, labels })).toEqual(
      countCorrect(model, state.parameters[0], { images, labels }, null),
    );
  });

  test('takes no other message', async () => {
    const stage = await setStage();
    const inbox: Inbox = { kind: 'compute', bodies: [{}] };
    expect(() => act(stage.contextOf(0), inbox)).toThrow('an evaluator cannot take a compute message');
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
  const { kind: _, ...settings } = mnistMlpTask;
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
  const calibrate: Inbox = { kind: 'calibrate', bodies: [{}] };

  /** By images that are drawn by the seed, the same in every round, and the parameters after the round. */
  const statisticsOf = ({ world: { set, model, state } }: Stage, round: number) => {
    const drawn = permutation(200, stream(3, 'calibration')).subarray(0, 128);
    const { images } = gatherBatch(set, set.train, drawn);
    return batchStatistics(model, state.parameters[(round + 1) % 2], images)!;
  };

  test('evaluator 0 is asked for statistics, and asks all for every measure that is due by them', async () => {
    const stage = await setStage(input, own);
    expect(planEvaluation(stage.world, 1)).toEqual([
      { to: 'evaluator/0', kind: 'calibrate', part: { index: 0, of: 1 }, body: {} },
    ]);
    const slices = [
      { from: 0, count: 40 },
      { from: 40, count: 40 },
      { from: 80, count: 20 },
    ];
    for (const [round, measures] of [
      [1, [1]],
      [3, [0, 1]],
    ] as const) {
      const statistics = statisticsOf(stage, round);
      const { state, messages } = act(stage.contextOf(0, round), calibrate);
      const asking = measures.flatMap((measure) => slices.map((slice, k) => ({ measure, slice, k })));
      expect(messages).toEqual(
        asking.map(({ measure, slice, k }, index) => ({
          to: `evaluator/${k}`,
          kind: 'measure',
          part: { index: 0, of: 1 },
          body: { measure, slice, part: { index, of: asking.length }, statistics },
        })),
      );
      const buffers = messages.map(({ body }) => (body as Bodies['measure']).statistics!.buffer);
      expect(new Set(buffers).size).toBe(messages.length); // each is transferred
      expect(state).toBeNull();
    }
    expect(statisticsOf(stage, 1)).not.toEqual(statisticsOf(stage, 2));
    expect(stage.written()).toEqual([]);
  });

  test('an evaluator goes by the statistics that it is given', async () => {
    const stage = await setStage(input, own);
    const { model, state } = stage.world;
    const slice = { from: 80, count: 20 };
    const { images } = testBatch(stage, 80, 20);
    for (const statistics of [statisticsOf(stage, 1), Float32Array.of(1, 2, 3, 4)]) {
      const { messages } = act(stage.contextOf(2, 1), asked({ measure: 1, slice, statistics }));
      const part = Array.from(computeLogits(model, state.parameters[0], images, statistics));
      expect(messages.map(({ body }) => body)).toEqual([{ part }]);
    }
  });
});
