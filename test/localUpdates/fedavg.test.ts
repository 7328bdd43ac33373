import { expect, test } from 'vitest';
import { PARAMETERS } from '../../src/actors/stateTensors.js';
import { dataSetNamed } from '../support/entries.js';
import { openSimulation } from '../../src/rounds/simulation.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { createWorld } from '../../src/rounds/world.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { findEntries } from '../../src/scenario/findEntries.js';

const [WORKERS, BATCH, STEPS, ROUNDS, RATE, L2] = [5, 8, 3, 5, 0.1, 0.01];
const [INPUTS, HIDDEN, CLASSES] = [784, 100, 10];

/**
 * FedAvg by its definition, in float64: every worker takes its steps, the server the mean of their
 * models.
 */
const scenarioWith = (workers: object, train = 300) =>
  expandScenario({
    task: 'mnist-mlp',
    data: { train, test: 100, order: 'sequential' },
    workers: {
      count: WORKERS,
      corrupted: 0,
      batch: BATCH,
      reports: 'local-steps',
      steps: STEPS,
      ...workers,
    },
    training: { rounds: ROUNDS, momentum: 0, learningRate: RATE, fading: 'none', l2: L2 },
    attack: { name: 'none' },
    defense: { rule: 'mean' },
  });

/** 784-100-10 with ReLU, mean cross-entropy and l2 w: its gradient, written down anew. */
function gradientOf(w: Float64Array, images: Float64Array[], labels: number[]): Float64Array {
  const [k1, b1] = [0, INPUTS * HIDDEN];
  const k2 = b1 + HIDDEN;
  const b2 = k2 + HIDDEN * CLASSES;
  const gradient = w.map((value) => L2 * value);
  for (const [n, image] of images.entries()) {
    const hidden = new Float64Array(HIDDEN);
    for (let h = 0; h < HIDDEN; h++) {
      let sum = w[b1 + h];
      for (let p = 0; p < INPUTS; p++) sum += image[p] * w[k1 + p * HIDDEN + h];
      hidden[h] = Math.max(0, sum);
    }
    const logits = Array.from({ length: CLASSES }, (_, c) =>
      hidden.reduce((sum, value, h) => sum + value * w[k2 + h * CLASSES + c], w[b2 + c]),
    );
    const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
    const total = powers.reduce((a, b) => a + b, 0);
    const slopes = powers.map((power, c) => (power / total - (c === labels[n] ? 1 : 0)) / images.length);
    for (let c = 0; c < CLASSES; c++) gradient[b2 + c] += slopes[c];
    for (let h = 0; h < HIDDEN; h++) {
      if (hidden[h] === 0) continue;
      let slope = 0;
      for (let c = 0; c < CLASSES; c++) {
        gradient[k2 + h * CLASSES + c] += hidden[h] * slopes[c];
        slope += w[k2 + h * CLASSES + c] * slopes[c];
      }
      gradient[b1 + h] += slope;
      for (let p = 0; p < INPUTS; p++) gradient[k1 + p * HIDDEN + h] += image[p] * slope;
    }
  }
  return gradient;
}

test.each([
  ['', {}, 300],
  // Two workers have 61 images and the others 60.
  [
    ', of workers drawn for each round, weighed by the images that they hold',
    { participants: 3, weights: 'by-share' },
    302,
  ],
])(
  'five rounds of local steps under the mean are FedAvg, as computed anew in float64%s',
  async (_, workers, trained) => {
    const scenario = scenarioWith(workers, trained);
    const { train } = dataSetNamed('mnist').load();
    const pixels = (index: number) =>
      Float64Array.from(
        { length: INPUTS },
        (_, p) => (train.images[index * INPUTS + p] / 255 - 0.1307) / 0.3081,
      );
    const { world } = createWorld(scenario, findEntries(builtIn, scenario), null);
    const simulation = await openSimulation(scenario, { executor: 'inline' });
    const drawn: (readonly number[])[] = [];
    for await (const { record } of simulation.rounds()) drawn.push(record.participants ?? [0, 1, 2, 3, 4]);
    const played = simulation.state().tensors[PARAMETERS];
    await simulation.close();
    let w = Float64Array.from(world.state[PARAMETERS][0]);
    for (let round = 0; round < ROUNDS; round++) {
      const mean = new Float64Array(w.length);
      const held = (worker: number) => ('weights' in workers ? Math.ceil((trained - worker) / WORKERS) : 1);
      const total = drawn[round].reduce((sum, worker) => sum + held(worker), 0);
      const share = (worker: number) => held(worker) / total;
      for (const worker of drawn[round]) {
        const local = w.slice();
        for (let step = 0; step < STEPS; step++) {
          // Worker i holds images i, i + n, ...: 60 of 300, which are seven whole batches.
          const place = ((round * STEPS + step) % 7) * BATCH;
          const batch = Array.from({ length: BATCH }, (_, k) => worker + WORKERS * (place + k));
          const gradient = gradientOf(
            local,
            batch.map(pixels),
            batch.map((index) => train.labels[index]),
          );
          for (let c = 0; c < local.length; c++) local[c] -= RATE * gradient[c];
        }
        for (let c = 0; c < mean.length; c++) mean[c] += local[c] * share(worker);
      }
      w = mean;
    }
    const start = world.state[PARAMETERS][0];
    expect(new Set(drawn.map(String)).size).toBe('participants' in workers ? ROUNDS : 1);
    const [moved, apart] = [w.map((value, c) => value - start[c]), w.map((value, c) => value - played[c])];
    const length = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    expect(length(moved)).toBeGreaterThan(0.1);
    expect(length(apart) / length(moved)).toBeLessThan(1e-5);
  },
);
