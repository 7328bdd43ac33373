import { bench, describe } from 'vitest';
import { gatherPixels } from '../src/data/batch.js';
import { dataSets } from '../src/data/sets.js';
import { loadBackend } from '../src/models/backend.js';
import { initialParameters } from '../src/models/initialParameters.js';
import { parameterCount, sizeOf } from '../src/models/layout.js';
import { layouts, type ModelName } from '../src/models/layouts.js';
import { lossAndGradient } from '../src/models/model.js';
import { stream } from '../src/random/stream.js';

// Times one gradient of each model, at the paper's batch size (a small batch for the deep network).
// One thread.
// MNIST's images are real, because the number of background pixels decides the time.
// The other images are made up.
const jobs: readonly [ModelName, batch: number, iterations: number][] = [
  ['mnist-mlp', 83, 50],
  ['cifar10-cnn', 83, 50],
  ['cifar100-wrn40x4', 8, 3],
];

await loadBackend('wasm');
const mnist = dataSets.mnist.load();

describe.each(jobs)('gradient of %s, batch %i', (model, count, iterations) => {
  const layout = layouts[model];
  const random = stream(1, 'benchmark');
  const parameters = initialParameters(layout, 1);
  const gradient = new Float32Array(parameterCount(layout));
  const madeUp = {
    images: Float64Array.from({ length: count * sizeOf(layout.inputShape) }, () => 2 * random.uniform() - 1),
    labels: Int32Array.from({ length: count }, () => random.below(layout.classes)),
  };
  const first = Array.from({ length: count }, (_, k) => k);
  const batch = model === 'mnist-mlp' ? gatherPixels(mnist, mnist.train, first) : madeUp;
  const setting = { iterations, warmupIterations: Math.ceil(iterations / 10), time: 0, warmupTime: 0 };
  bench('lossAndGradient', () => void lossAndGradient(model, parameters, batch, gradient), setting);
});
