import { describe, expect, test } from 'vitest';
import { reportHash } from '../../src/actors/reportHash.js';
import { computeReport, confide, hashOwn } from '../../src/actors/worker.js';
import { parametersBefore } from '../../src/actors/world.js';
import type { LabelledImages, PoisonView } from '../../src/attacks/attack.js';
import { gatherBatch } from '../../src/data/batch.js';
import { batchIndices } from '../../src/data/partition.js';
import { lossAndGradient } from '../../src/models/model.js';
import { createFixture, expectSame, type Fixture, madeUpAttack } from '../support/context.js';

const little = { attack: { name: 'little', z: 1 } };

/** The batch that a worker has in a round. */
function batchOf({ world }: Fixture, index: number, round: number): LabelledImages {
  const { scenario, partition, set } = world;
  const { seed, workers } = scenario;
  const epochs = { partition, batch: workers.batch, seed, reshuffled: true };
  return gatherBatch(set, set.train, batchIndices(epochs, index, round));
}

/** The mean loss of a batch by the parameters before a round, and its gradient with L2. */
function gradientOf({ world }: Fixture, batch: LabelledImages, round: number) {
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
  test('writes its gradient into its row and nowhere else, and tells its loss and hash', async () => {
    const fixture = await createFixture(little);
    const context = fixture.contextOf(3, 1, { step: 1 }); // the second one that is honest
    const { loss, gradient } = gradientOf(fixture, batchOf(fixture, 3, 1), 1);
    expect(computeReport(context)).toEqual({ loss });
    expect(hashOwn(context)).toEqual({ hash: reportHash(gradient) });
    expectSame(fixture.reportOf(3), gradient);
    expect(fixture.written()).toEqual(['report 3']);
    expect(context.phases).toEqual(['gradients', 'gradients']);
  });

  test('has a gradient of its own in each round and for each worker', async () => {
    const fixture = await createFixture();
    const rows = [fixture.contextOf(3, 0), fixture.contextOf(3, 2), fixture.contextOf(4, 0)].map(
      (context) => {
        computeReport(context);
        return fixture.reportOf(context.index).join();
      },
    );
    expect(new Set(rows).size).toBe(3);
  });

  test('whose gradient is longer than allowed reports it scaled down to that, and a shorter one as it is', async () => {
    const whole = await createFixture();
    const { gradient } = gradientOf(whole, batchOf(whole, 3, 1), 1);
    const norm = Math.hypot(...gradient);
    for (const [limit, length] of [
      [norm / 4, norm / 4],
      [norm * 4, norm],
    ]) {
      const fixture = await createFixture({ training: { gradientClip: limit } });
      computeReport(fixture.contextOf(3, 1));
      const reported = fixture.reportOf(3);
      expect(Math.hypot(...reported) / length).toBeCloseTo(1, 5);
      expect(reported[79_505] / gradient[79_505]).toBeCloseTo(length / norm, 5);
    }
  });

  test('reports what a planted fault made of its gradient, under the hash of that', async () => {
    const fixture = await createFixture();
    const spoil = (gradient: Float32Array) => void (gradient[5] += 1);
    computeReport(fixture.contextOf(4, 0, { spoil }));
    const { hash } = hashOwn(fixture.contextOf(4, 0));
    const { gradient } = gradientOf(fixture, batchOf(fixture, 4, 0), 0);
    gradient[5] += 1;
    expectSame(fixture.reportOf(4), gradient);
    expect(hash).toBe(reportHash(gradient));
  });
});

describe('a corrupted worker', () => {
  test('writes its own gradient into its row, for the adversary to see and the shards to forge over', async () => {
    const window = { from: 1, until: 2 };
    const fixture = await createFixture({ attack: { ...little.attack, window } });
    for (const round of [0, 1, 2]) {
      const { loss, gradient } = gradientOf(fixture, batchOf(fixture, 1, round), round);
      expect(confide(fixture.contextOf(1, round, { step: 1 }))).toEqual({
        loss,
        hash: reportHash(gradient),
      });
      expectSame(fixture.reportOf(1), gradient);
    }
    expect(fixture.written()).toEqual(['report 1']);
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

  test('has the gradient of that in its row, and tells loss and hash of the clean one', async () => {
    const fixture = await createFixture(poisoned, { attacks: [poisoner] });
    const own = confide(fixture.contextOf(1, 1));
    const clean = gradientOf(fixture, batchOf(fixture, 1, 1), 1);
    const dark = gradientOf(fixture, darken(batchOf(fixture, 1, 1)), 1);
    expect(own).toEqual({ loss: clean.loss, hash: reportHash(clean.gradient) });
    expectSame(fixture.reportOf(1), dark.gradient);
    expect(dark.gradient).not.toEqual(clean.gradient);
    expect(fixture.written()).toEqual(['report 1']);
  });

  test('shows the attack its batch and what an image is, and no more', async () => {
    [views, batches, settings].forEach((list) => list.splice(0));
    const fixture = await createFixture(poisoned, { attacks: [poisoner] });
    confide(fixture.contextOf(1, 1));
    const { imageShape, classes, normalisation } = fixture.world.set;
    const { random, ...view } = views[0];
    expect(view).toEqual({ imageShape, classes, normalisation, round: 1, colluder: 1 });
    expect(Object.keys(random).sort()).toEqual(['below', 'uniform']);
    expect(batches).toEqual([batchOf(fixture, 1, 1)]);
    expect(settings).toEqual([fixture.world.scenario.attack]);
  });

  test('draws from a stream of its own in each round', async () => {
    views.splice(0);
    const fixture = await createFixture(poisoned, { attacks: [poisoner] });
    for (const [index, round] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ]) {
      confide(fixture.contextOf(index, round));
    }
    const drawn = views.map(({ random }) => random.uniform());
    expect(new Set(drawn.slice(0, 3)).size).toBe(3);
    expect(drawn[3]).toBe(drawn[0]);
  });

  test('is left alone outside of the window, and honest ones always are', async () => {
    views.splice(0);
    const fixture = await createFixture(poisoned, { attacks: [poisoner] });
    computeReport(fixture.contextOf(3, 0));
    computeReport(fixture.contextOf(1, 2));
    expect(views).toEqual([]);
    expectSame(fixture.reportOf(1), gradientOf(fixture, batchOf(fixture, 1, 2), 2).gradient);
  });

  test('keeps the momentum of clean gradients, and reports that of the poisoned one', async () => {
    const training = { workerMomentum: 0.75 };
    const fixture = await createFixture({ ...poisoned, training }, { attacks: [poisoner] });
    const { hash } = confide(fixture.contextOf(1, 1));
    const size = fixture.memory.reports.coordinates;
    const before = fixture.world.state.momenta[1].subarray(size, 2 * size);
    const momentumOf = (gradient: Float32Array) =>
      gradient.map((value, c) => 0.75 * before[c] + (1 - 0.75) * value);
    const batch = batchOf(fixture, 1, 1);
    const clean = momentumOf(gradientOf(fixture, batch, 1).gradient);
    const dark = momentumOf(gradientOf(fixture, darken(batch), 1).gradient);
    expectSame(fixture.memory.next.momenta.slice(size, 2 * size), clean);
    expectSame(fixture.reportOf(1), dark);
    expect(hash).toBe(reportHash(clean));
    expect(fixture.written()).toEqual(['report 1', 'next momenta 1']);
  });
});

test('a worker with momentum reports it in place of its gradient, and keeps it for the next round', async () => {
  const fixture = await createFixture({ training: { workerMomentum: 0.75 } });
  computeReport(fixture.contextOf(4, 0));
  const { hash } = hashOwn(fixture.contextOf(4, 0));
  const size = fixture.memory.reports.coordinates;
  const before = fixture.world.state.momenta[0].subarray(4 * size, 5 * size);
  const { gradient } = gradientOf(fixture, batchOf(fixture, 4, 0), 0);
  const momentum = gradient.map((value, c) => 0.75 * before[c] + (1 - 0.75) * value);
  expectSame(fixture.reportOf(4), momentum);
  expectSame(fixture.memory.next.momenta.slice(4 * size), momentum);
  expect(hash).toBe(reportHash(momentum));
  expect(fixture.written()).toEqual(['report 4', 'next momenta 4']);
});
