import { bench, describe } from 'vitest';
import { gatherExamples } from '../src/data/batch.js';
import { loadBackend } from '../src/models/backend.js';
import { initialParameters } from '../src/models/initialParameters.js';
import { countElements, parameterCount } from '../src/models/layout.js';
import { lossAndGradient } from '../src/models/model.js';
import { stream } from '../src/random/stream.js';
import { dataSetNamed, layoutNamed, type ModelName, modelNamed } from '../test/support/entries.js';

// Times one gradient of each model, at the paper's batch size (a small batch for the deep network).
// One thread.
// MNIST's images are real, because the number of background pixels decides the time.
// The other images are made up.
const sizes: readonly [ModelName, batch: number, iterations: number][] = [
  ['mnist-mlp', 83, 50],
  ['cifar10-cnn', 83, 50],
  ['cifar100-wrn40x4', 8, 3],
];

await loadBackend('wasm');
const mnist = dataSetNamed('mnist').load();
const jobs = await Promise.all(
  sizes.map(async ([name, ...size]) => [name, ...size, await modelNamed(name)] as const),
);

describe.each(jobs)('gradient of %s, batch %i', (name, count, iterations, model) => {
  const layout = layoutNamed(name);
  const random = stream(1, 'benchmark');
  const parameters = initialParameters(layout, 1);
  const gradient = new Float32Array(parameterCount(layout));
  const madeUp = {
    images: Float64Array.from(
      { length: count * countElements(layout.inputShape) },
      () => 2 * random.uniform() - 1,
    ),
    labels: Int32Array.from({ length: count }, () => random.below(layout.classes)),
  };
  const first = Array.from({ length: count }, (_, k) => k);
  const batch = name === 'mnist-mlp' ? gatherExamples(mnist, mnist.train, first) : madeUp;
  const setting = { iterations, warmupIterations: Math.ceil(iterations / 10), time: 0, warmupTime: 0 };
  bench('lossAndGradient', () => void lossAndGradient(model, parameters, batch, gradient), setting);
});
