import { afterAll, describe, expect, test } from 'vitest';
import { type Layout, parameterCount, countElements, tensorViews } from '../../src/models/layout.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { loadBackend } from '../../src/models/backend.js';
import { batchStatistics, computeLogits, lossAndGradient, openModel } from '../../src/models/model.js';
import type { ModelEntry } from '../../src/models/modelEntry.js';
import { models } from '../../src/models/models.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { testBackend } from '../support/backend.js';
import { layoutNamed, type ModelName } from '../support/entries.js';
import { hashedUniform, oracleFiles, relativeError } from '../support/oracles.js';

interface GradientOracle {
  readonly model: string;
  /** Of a network that a scenario lists. */
  readonly layers?: readonly (string | { readonly kind: string })[];
  readonly batch: number;
  readonly classes: number;
  readonly parameterCount: number;
  readonly loss: number;
  readonly logits: number[][];
  readonly gradientNorm: number;
  readonly tensors: {
    readonly name: string;
    readonly kind: string;
    readonly shape: number[];
    readonly gradientNorm: number;
    readonly first: number[];
    readonly last: number[];
  }[];
}

/**
 * Relative errors that float32 may make: of loss, logits and the gradient's norms, and of single elements.
 * In the deep network one input of a ReLU, -1.5e-6 in float64, is above zero in float32.
 * That shows in all layers below it.
 */
const tolerances: Readonly<Record<string, readonly [norm: number, element: number]>> = {
  'mnist-mlp': [1e-6, 1e-6],
  'mnist-logistic': [1e-6, 1e-6],
  'mnist-lenet': [1e-5, 1e-5],
  'digits-mlp': [1e-6, 1e-6],
  'layers-pooled': [1e-5, 1e-4],
  'layers-averaged': [1e-5, 1e-4],
  'cifar10-cnn': [1e-5, 1e-5],
  'layers-residual': [1e-5, 1e-4],
  'cifar10-resnet8': [1e-4, 1e-3],
  'cifar100-wrn40x4': [1e-3, 1e-2],
};
const oracles = oracleFiles<GradientOracle>(/^gradient-.*\.json$/);
const known = oracles.filter(
  ({ content }) => content.layers !== undefined || models.some(({ name }) => name === content.model),
);
let compared = 0;

describe.each(known)('$name', ({ content: oracle }) => {
  const layout = findLayout(oracle);
  const parameters = hashedParameters(oracle, layout);
  const [tolerance, elementTolerance] = tolerances[oracle.model];
  const batch = hashedBatch(oracle, layout);

  test('has the layout of the model', () => {
    expect(parameterCount(layout)).toBe(oracle.parameterCount);
    expect(layout.tensors.map(({ name, shape }) => ({ name, shape: [...shape] }))).toEqual(
      oracle.tensors.map(({ name, shape }) => ({ name, shape })),
    );
  });

  test('loss, logits and the gradient of every tensor agree', async () => {
    await loadBackend(testBackend);
    const model = await openModel(layout);
    const gradient = new Float32Array(parameters.length);
    const loss = lossAndGradient(model, parameters, batch, gradient);
    expect(Math.abs(loss - oracle.loss) / oracle.loss).toBeLessThan(tolerance);
    const statistics = batchStatistics(model, parameters, batch.images);
    const logits = computeLogits(model, parameters, batch.images, statistics);
    for (const [row, expected] of oracle.logits.entries()) {
      const actual = logits.subarray(row * layout.classes, row * layout.classes + expected.length);
      expect(relativeError(actual, expected)).toBeLessThan(tolerance);
    }
    for (const [index, view] of tensorViews(layout, gradient).entries()) {
      const { gradientNorm, first, last } = oracle.tensors[index];
      expect(Math.abs(norm(view) - gradientNorm) / gradientNorm).toBeLessThan(tolerance);
      // Single elements are held to the tensor's root mean square: beside it a tiny one is rounding.
      const scale = gradientNorm / Math.sqrt(view.length);
      const ends = [...view.slice(0, 4), ...view.slice(-4)];
      for (const [k, expected] of [...first, ...last].entries()) {
        expect(Math.abs(ends[k] - expected)).toBeLessThan(
          elementTolerance * Math.max(scale, Math.abs(expected)),
        );
      }
      compared++;
    }
  });
});

test('every file of gradients is read', () => {
  expect(oracles.every(({ content }) => content.tensors.length > 0)).toBe(true);
});

afterAll(() => {
  const left = oracles.length - known.length;
  console.log(
    `gradients: compared ${compared} tensors of ${known.length} models, left out ${left} unknown models`,
  );
  if (known.length > 0) expect(compared).toBeGreaterThan(0);
});

/** The network of a file: one that comes with krumble, or of the layers that it lists. */
function findLayout({ model, layers }: GradientOracle): ModelEntry {
  if (layers === undefined) return layoutNamed(model as ModelName);
  const scenario = expandScenario({ task: 'mnist-mlp', model: { layers } });
  return findEntries(builtIn, scenario).model;
}

function hashedParameters(oracle: GradientOracle, layout: Layout): Float32Array {
  const parameters = new Float32Array(parameterCount(layout));
  for (const [t, view] of tensorViews(layout, parameters).entries()) {
    const { kind, shape } = oracle.tensors[t];
    const field = countElements(shape.slice(0, -2));
    const limit = Math.sqrt(6 / (field * (shape[shape.length - 2] + shape[shape.length - 1])));
    for (let i = 0; i < view.length; i++) {
      const r = 2 * hashedUniform(i + 1000003 * t) - 1;
      view[i] = kind === 'kernel' ? limit * r : kind === 'gamma' ? 1 + 0.1 * r : 0.05 * r;
    }
  }
  return parameters;
}

function hashedBatch({ batch, classes }: GradientOracle, { inputShape }: Layout) {
  return {
    images: Float64Array.from({ length: batch * countElements(inputShape) }, (_, i) =>
      Math.fround(2 * hashedUniform(i + 777767777) - 1),
    ),
    labels: Int32Array.from({ length: batch }, (_, b) => (7 * b + 3) % classes),
  };
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
