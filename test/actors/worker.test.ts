import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/actors/behaviour.js';
import type { Bodies, Message, MessageKind } from '../../src/actors/messages.js';
import { reportHash } from '../../src/actors/reportHash.js';
import { worker } from '../../src/actors/worker.js';
import { parametersBefore } from '../../src/actors/world.js';
import type { LabelledImages, PoisonView } from '../../src/attacks/attack.js';
import { gatherBatch } from '../../src/data/batch.js';
import { batchIndices } from '../../src/data/partition.js';
import { lossAndGradient } from '../../src/models/model.js';
import { expectSame, madeUpAttack, setStage, type Stage } from '../support/context.js';

const compute = { kind: 'compute', bodies: [{}] } as const;
const act = (context: Context) => worker(null, compute, context);
const little = { attack: { name: 'little', z: 1 } };

/** The body of the one message of a kind. */
function bodyOf<K extends MessageKind>(messages: readonly Message[], kind: K): Bodies[K] {
  const [message, ...others] = messages.filter((one) => one.kind === kind);
  expect(others).toEqual([]);
  return message.body as Bodies[K];
}

/** The batch that a worker has in a round. */
function batchOf({ world }: Stage, index: number, round: number): LabelledImages {
  const { scenario, partition, set } = world;
  const { seed, workers } = scenario;
  const epochs = { partition, batch: workers.batch, seed, reshuffled: true };
  return gatherBatch(set, set.train, batchIndices(epochs, index, round));
}

/** The mean loss of a batch by the parameters before a round, and its gradient with L2. */
function gradientOf({ world }: Stage, batch: LabelledImages, round: number) {
  const parameters = parametersBefore(world, round);
  const gradient = new Float32Array(parameters.length);
  const loss = lossAndGradient(world.model, parameters, batch, gradient, 0.01);
  return { loss, gradient };
}

/** All images dark, and all of class 7. */
const darken = ({ images, labels }: LabelledImages): LabelledImages => ({
  images: images.map(() => -1),
  labels: labels.map(() => 7),
});

describe('an honest worker', () => {
  test('writes its gradient into its row and nowhere else, and says so to shards and driver', async () => {
    const stage = await setStage(little);
    const context = stage.contextOf(3, 1);
    const { state, messages } = act(context);
    const { loss, gradient } = gradientOf(stage, batchOf(stage, 3, 1), 1);
    const hash = reportHash(gradient);
    expectSame(stage.reportOf(3), gradient);
    expect(stage.written()).toEqual(['report 3']);
    expect(state).toBeNull();
    const part = { index: 3, of: 5 };
    expect(messages).toEqual([
      { to: 'shards', kind: 'report', part, body: { facts: null, hasVector: false } },
      { to: 'driver', kind: 'summary', part, body: { loss, hash, confided: null, facts: null } },
    ]);
    expect(context.phases).toEqual(['gradients']);
  });

  test('has a gradient of its own in each round and for each worker', async () => {
    const stage = await setStage();
    const rows = [stage.contextOf(3, 0), stage.contextOf(3, 2), stage.contextOf(4, 0)].map((context) => {
      act(context);
      return stage.reportOf(context.index).join();
    });
    expect(new Set(rows).size).toBe(3);
  });

  test('lets an adversary that sees honest reports know, by its number among the honest ones', async () => {
    const window = { from: 2, until: 4 };
    const peek = madeUpAttack({ sees: 'honest', decide: () => ({}) });
    const stage = await setStage({ attack: { name: 'made-up', window } }, { attacks: [peek] });
    const heardIn = (round: number) =>
      act(stage.contextOf(3, round)).messages.filter(({ to }) => to === 'adversary/0');
    expect([0, 1, 4, 5].flatMap(heardIn)).toEqual([]);
    for (const round of [2, 3]) {
      const part = { index: 1, of: 3 };
      expect(act(stage.contextOf(2, round)).messages.at(-1)).toMatchObject({ part: { index: 0, of: 3 } });
      expect(heardIn(round)).toEqual([{ to: 'adversary/0', kind: 'overheard', part, body: {} }]);
    }
    expect(stage.written()).toEqual(['report 2', 'report 3']);
  });

  test('reports what a planted fault made of its gradient, under the hash of that', async () => {
    const stage = await setStage();
    const spoil = (gradient: Float32Array) => void (gradient[5] += 1);
    const { messages } = act(stage.contextOf(4, 0, spoil));
    const { gradient } = gradientOf(stage, batchOf(stage, 4, 0), 0);
    gradient[5] += 1;
    expectSame(stage.reportOf(4), gradient);
    expect(bodyOf(messages, 'summary').hash).toBe(reportHash(gradient));
  });
});

describe('a corrupted worker', () => {
  test('confides its gradient to the adversary alone, by its number among the corrupted ones', async () => {
    const stage = await setStage(little);
    const { state, messages } = act(stage.contextOf(1, 0));
    const { loss, gradient } = gradientOf(stage, batchOf(stage, 1, 0), 0);
    const body = { loss, hash: reportHash(gradient) };
    const part = { index: 1, of: 2 };
    expect(messages).toEqual([{ to: 'adversary/0', kind: 'ownGradient', part, body }]);
    expect(state).toBeNull();
    expectSame(stage.reportOf(1), gradient);
    expect(stage.written()).toEqual(['report 1']);
  });

  test('reports as honest ones do without an attack, and outside of an attack’s window', async () => {
    const kinds = (stage: Stage, round: number, index = 0) =>
      act(stage.contextOf(index, round)).messages.map(({ kind }) => kind);
    expect(kinds(await setStage({ attack: { name: 'none' } }), 0)).toEqual(['report', 'summary']);
    const window = { from: 1, until: 5, every: 2 };
    const stage = await setStage({ attack: { ...little.attack, window } });
    const told = [0, 1, 2, 3, 4, 5].map((round) => kinds(stage, round));
    const [honest, corrupted] = [['report', 'summary'], ['ownGradient']];
    expect(told).toEqual([honest, corrupted, honest, corrupted, honest, honest]);
    expect(kinds(stage, 1, 1)).toEqual(corrupted);
    expect(kinds(stage, 1, 2)).toEqual(honest); // the first honest one
  });
});

describe('a corrupted worker whose data is poisoned', () => {
  const views: PoisonView[] = [];
  const batches: LabelledImages[] = [];
  const settings: unknown[] = [];
  const poisoner = madeUpAttack({
    sees: 'own',
    poison: (batch, setting, view) => {
      batches.push(batch);
      settings.push(setting);
      views.push(view);
      return darken(batch);
    },
  });
  const poisoned = { attack: { name: 'made-up', window: { from: 0, until: 2 } } };

  test('has the gradient of that in its row, and confides the hash of the clean one', async () => {
    const stage = await setStage(poisoned, { attacks: [poisoner] });
    const { messages } = act(stage.contextOf(1, 1));
    const clean = gradientOf(stage, batchOf(stage, 1, 1), 1);
    const dark = gradientOf(stage, darken(batchOf(stage, 1, 1)), 1);
    expect(bodyOf(messages, 'ownGradient')).toEqual({ loss: clean.loss, hash: reportHash(clean.gradient) });
    expectSame(stage.reportOf(1), dark.gradient);
    expect(dark.gradient).not.toEqual(clean.gradient);
    expect(stage.written()).toEqual(['report 1']);
  });

  test('shows the attack its batch and what an image is, and no more', async () => {
    [views, batches, settings].forEach((list) => list.splice(0));
    const stage = await setStage(poisoned, { attacks: [poisoner] });
    act(stage.contextOf(1, 1));
    const { imageShape, classes, normalisation } = stage.world.set;
    const { random, ...view } = views[0];
    expect(view).toEqual({ imageShape, classes, normalisation, round: 1, colluder: 1 });
    expect(Object.keys(random).sort()).toEqual(['below', 'uniform']);
    expect(batches).toEqual([batchOf(stage, 1, 1)]);
    expect(settings).toEqual([stage.world.scenario.attack]);
  });

  test('draws from a stream of its own in each round', async () => {
    views.splice(0);
    const stage = await setStage(poisoned, { attacks: [poisoner] });
    for (const [index, round] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ]) {
      act(stage.contextOf(index, round));
    }
    const drawn = views.map(({ random }) => random.uniform());
    expect(new Set(drawn.slice(0, 3)).size).toBe(3);
    expect(drawn[3]).toBe(drawn[0]);
  });

  test('is left alone outside of the window, and honest ones always are', async () => {
    views.splice(0);
    const stage = await setStage(poisoned, { attacks: [poisoner] });
    act(stage.contextOf(3, 0));
    act(stage.contextOf(1, 2));
    expect(views).toEqual([]);
    expectSame(stage.reportOf(1), gradientOf(stage, batchOf(stage, 1, 2), 2).gradient);
  });

  test('keeps the momentum of clean gradients, and reports that of the poisoned one', async () => {
    const training = { workerMomentum: 0.75 };
    const stage = await setStage({ ...poisoned, training }, { attacks: [poisoner] });
    const { messages } = act(stage.contextOf(1, 1));
    const size = stage.memory.reports.coordinates;
    const before = stage.world.state.momenta[1].subarray(size, 2 * size);
    const momentumOf = (gradient: Float32Array) =>
      gradient.map((value, c) => 0.75 * before[c] + (1 - 0.75) * value);
    const batch = batchOf(stage, 1, 1);
    const clean = momentumOf(gradientOf(stage, batch, 1).gradient);
    const dark = momentumOf(gradientOf(stage, darken(batch), 1).gradient);
    expectSame(stage.memory.next.momenta.slice(size, 2 * size), clean);
    expectSame(stage.reportOf(1), dark);
    expect(bodyOf(messages, 'ownGradient').hash).toBe(reportHash(clean));
    expect(stage.written()).toEqual(['report 1', 'next momenta[1]']);
  });
});

test('a worker with momentum reports it in place of its gradient, and keeps it for the next round', async () => {
  const stage = await setStage({ training: { workerMomentum: 0.75 } });
  const { messages } = act(stage.contextOf(4, 0));
  const size = stage.memory.reports.coordinates;
  const before = stage.world.state.momenta[0].subarray(4 * size, 5 * size);
  const { gradient } = gradientOf(stage, batchOf(stage, 4, 0), 0);
  const momentum = gradient.map((value, c) => 0.75 * before[c] + (1 - 0.75) * value);
  expectSame(stage.reportOf(4), momentum);
  expectSame(stage.memory.next.momenta.slice(4 * size), momentum);
  expect(bodyOf(messages, 'summary').hash).toBe(reportHash(momentum));
  expect(stage.written()).toEqual(['report 4', 'next momenta[4]']);
});

test('a worker takes no other message', async () => {
  const stage = await setStage();
  const inbox = { kind: 'overheard', bodies: [{}] } as const;
  expect(() => worker(null, inbox, stage.contextOf(0))).toThrow('a compute message was expected');
  expect(stage.written()).toEqual([]);
});
