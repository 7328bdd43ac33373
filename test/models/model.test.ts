import { describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { initialParameters } from '../../src/models/initialParameters.js';
import { countElements, parameterCount, tensorViews } from '../../src/models/layout.js';
import { batchStatistics, computeLogits, countCorrect, lossAndGradient } from '../../src/models/model.js';
import { parametersFromSafetensors } from '../../src/models/readSafetensors.js';
import { toSafetensors } from '../../src/models/writeSafetensors.js';
import { layoutNamed, modelNamed } from '../support/entries.js';
import { hashedUniform, relativeError } from '../support/oracles.js';

const mlp = await modelNamed('mnist-mlp');
const { layout } = mlp;
const parameters = initialParameters(layout, 7);
const batch = {
  images: Float64Array.from({ length: 5 * 784 }, (_, i) => 2 * hashedUniform(i) - 1),
  labels: Int32Array.of(3, 1, 4, 1, 5),
};

function gradientAt(at: Float32Array): { loss: number; gradient: Float32Array } {
  const gradient = new Float32Array(at.length).fill(Number.NaN);
  return { loss: lossAndGradient(mlp, at, batch, gradient), gradient };
}

describe('initial parameters', () => {
  test('are within Glorot’s limits, spread evenly, with zero biases', () => {
    const [kernel1, bias1, kernel2, bias2] = tensorViews(layout, parameters);
    for (const [kernel, limit] of [
      [kernel1, Math.sqrt(6 / 884)],
      [kernel2, Math.sqrt(6 / 110)],
    ] as const) {
      expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
      const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
      expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
    }
    expect([...bias1, ...bias2].every((value) => value === 0)).toBe(true);
  });

  const wide = layoutNamed('mnist-lenet');
  const squares = (values: Float32Array) =>
    values.reduce((sum, value) => sum + value * value, 0) / values.length;
  // Of LeNet the first convolution has a fan in of 5 x 5 x 1, the first dense layer of 4 x 4 x 16.
  test.each([
    ['glorot', 6 / (25 + 25 * 6) / 3, 6 / (256 + 120) / 3, false],
    ['he', 6 / 25 / 3, 6 / 256 / 3, false],
    ['pytorch', 1 / 25 / 3, 1 / 256 / 3, true],
    ['normal', 1e-4, 1e-4, false],
  ] as const)('by %s have the variance of their layer’s fans', (name, first, dense, hasBiases) => {
    const views = tensorViews(wide, initialParameters(wide, 2, name));
    const [kernel, bias, , , hidden, hiddenBias] = views;
    expect(squares(kernel) / first).toBeCloseTo(1, 0);
    expect(squares(hidden) / dense).toBeCloseTo(1, 1);
    for (const values of [bias, hiddenBias]) expect(values.some((value) => value !== 0)).toBe(hasBiases);
    if (!hasBiases) return;
    expect(Math.max(...bias.map(Math.abs))).toBeLessThanOrEqual(1 / 5);
    expect(squares(hiddenBias) / dense).toBeCloseTo(1, 0);
  });

  test('hang on the seed', () => {
    expect(initialParameters(layout, 7)).toEqual(parameters);
    expect(initialParameters(layout, 0)).not.toEqual(parameters);
  });
});

describe('the gradient', () => {
  test('agrees with finite differences', () => {
    const { gradient } = gradientAt(parameters);
    const step = 1e-3;
    for (const index of [78400, 78450, 78500, 79000, 79500, 79509]) {
      const lossAt = (shift: number) => {
        const moved = parameters.slice();
        moved[index] += shift;
        return gradientAt(moved).loss;
      };
      const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
      expect(Math.abs(slope - gradient[index])).toBeLessThan(2e-3);
    }
  });

  test('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    for (let k = 0; k < 3; k++) {
      gradientAt(parameters);
      countCorrect(mlp, parameters, batch, null);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is the same, bit for bit, each time', () => {
    expect(gradientAt(parameters)).toEqual(gradientAt(parameters));
  });

  test('stays finite for logits that overflow an exponential', () => {
    const huge = parameters.map((value) => value * 1000);
    const { loss, gradient } = gradientAt(huge);
    expect(loss).toBeGreaterThan(1000);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

test('countCorrect counts the highest logits and adds up the losses', () => {
  const logits = computeLogits(mlp, parameters, batch.images, null);
  let [correct, lossSum] = [0, 0];
  for (const [row, label] of batch.labels.entries()) {
    const own = [...logits.subarray(10 * row, 10 * row + 10)];
    if (own.indexOf(Math.max(...own)) === label) correct++;
    lossSum += Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0)) - own[label];
  }
  const counted = countCorrect(mlp, parameters, batch, null);
  expect(counted.correct).toBe(correct);
  expect(counted.lossSum).toBeCloseTo(lossSum, 4);
});

describe.each(['mnist-mlp', 'cifar10-cnn'] as const)('the gradient of %s', async (name) => {
  const model = await modelNamed(name);
  const sizes = [1, 7, 83];
  const { inputShape } = model.layout;
  const at = initialParameters(layoutNamed(name), 5);
  const made = (images: number, salt: number) => ({
    images: Float64Array.from(
      { length: images * countElements(inputShape) },
      (_, i) => 2 * hashedUniform(i + salt) - 1,
    ),
    labels: Int32Array.from({ length: images }, (_, k) => (7 * k + 3) % 10),
  });
  const of = (part: { images: Float64Array; labels: Int32Array }) => {
    const gradient = new Float32Array(at.length).fill(Number.NaN);
    return { loss: lossAndGradient(model, at, part, gradient), gradient };
  };

  test('of a batch is the weighted mean of those of its parts, whatever their sizes', () => {
    const parts = sizes.map((size, k) => made(size, 1_000_003 * k));
    const whole = of({
      images: Float64Array.from(parts.flatMap(({ images }) => [...images])),
      labels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
    });
    const count = whole.gradient.length;
    const mean = new Float64Array(count);
    let loss = 0;
    for (const [k, part] of parts.entries()) {
      const { loss: own, gradient } = of(part);
      const share = sizes[k] / 91;
      loss += share * own;
      for (let c = 0; c < count; c++) mean[c] += share * gradient[c];
    }
    expect(whole.loss).toBeCloseTo(loss, 5);
    expect(relativeError(whole.gradient, mean)).toBeLessThan(1e-5);
  });

  test('is the same, bit for bit, after gradients of other batches and models', () => {
    const batches = sizes.map((size) => made(size, 17));
    const first = batches.map(of);
    lossAndGradient(mlp, parameters, batch, new Float32Array(parameters.length));
    expect(batches.toReversed().map(of).reverse()).toEqual(first);
  });
});

describe('a network with batch norm', async () => {
  const model = await modelNamed('cifar100-wrn40x4');
  const wide = initialParameters(model.layout, 3);
  const images = Float64Array.from({ length: 2 * 3072 }, (_, i) => 2 * hashedUniform(i + 99) - 1);
  const two = { images, labels: Int32Array.of(3, 99) };

  test('begins with scales of one and offsets of zero', () => {
    for (const [index, view] of tensorViews(model.layout, wide).entries()) {
      const { kind } = model.layout.tensors[index];
      if (kind === 'gamma') expect(view.every((value) => value === 1)).toBe(true);
      if (kind === 'beta' || kind === 'bias') expect(view.every((value) => value === 0)).toBe(true);
      if (kind === 'kernel') expect(view.some((value) => value !== 0)).toBe(true);
    }
  });

  test('is evaluated image by image by the statistics of a batch, as the batch was in training', () => {
    const before = tf.memory().numTensors;
    const statistics = batchStatistics(model, wide, images)!;
    expect(statistics.every(Number.isFinite)).toBe(true);
    const gradient = new Float32Array(wide.length).fill(Number.NaN);
    const loss = lossAndGradient(model, wide, two, gradient);
    expect(gradient.every(Number.isFinite)).toBe(true);
    let lossSum = 0;
    for (let k = 0; k < 2; k++) {
      const one = { images: images.subarray(3072 * k, 3072 * (k + 1)), labels: two.labels.slice(k, k + 1) };
      lossSum += countCorrect(model, wide, one, statistics).lossSum;
    }
    expect(lossSum / 2).toBeCloseTo(loss, 4);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is not evaluated without statistics, nor by those of another model', () => {
    expect(() => countCorrect(model, wide, two, null)).toThrow(
      'cifar100-wrn40x4 is evaluated by 10784 statistics of batch norm, not by none',
    );
    expect(() => computeLogits(model, wide, images, new Float32Array(2))).toThrow('not by 2');
  });
});

test('a model without batch norm has no statistics, and takes none', () => {
  expect(batchStatistics(mlp, parameters, batch.images)).toBeNull();
  expect(() => computeLogits(mlp, parameters, batch.images, new Float32Array(2))).toThrow(
    'by no statistics of batch norm, not by 2',
  );
});

describe('safetensors', () => {
  const bytes = toSafetensors(parameters, layout);
  const read = (content: Uint8Array) => parametersFromSafetensors(content, layout, 'f.safetensors');

  test('come back as they were written', () => {
    expect(read(bytes)).toEqual(parameters);
    expect(parameters).toHaveLength(parameterCount(layout));
  });

  type Header = Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;
  const withHeader = (change: (header: Header) => void) => {
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
    change(header);
    const text = new TextEncoder().encode(JSON.stringify(header));
    const changed = new Uint8Array(8 + text.length + bytes.length - 8 - length);
    new DataView(changed.buffer).setBigUint64(0, BigInt(text.length), true);
    changed.set(text, 8);
    changed.set(bytes.subarray(8 + length), 8 + text.length);
    return changed;
  };

  test.each([
    ['a cut file', bytes.subarray(0, bytes.length - 4), 'bytes of tensors'],
    ['bytes behind the tensors', Uint8Array.from([...bytes, 0]), 'bytes of tensors'],
    [
      'an enormous header',
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127, 1),
      'a header of 9223372036854775807 bytes',
    ],
    ['an empty file', new Uint8Array(), 'has no header'],
    [
      'half precision, with half as many bytes',
      withHeader((header) => void (header['hidden/kernel'].dtype = 'F16')).subarray(0, -40),
      'hidden/kernel: dtype "F16", allowed "F32"',
    ],
    [
      'names of another framework',
      withHeader((header) => {
        header['fc1.weight'] = header['hidden/kernel'];
        delete header['hidden/kernel'];
      }),
      '"fc1.weight": mnist-mlp has no such tensor, allowed hidden/kernel [784, 100], hidden/bias [100], ',
    ],
    ['another type', withHeader((header) => void (header['logits/bias'].dtype = 'F16')), 'dtype "F16"'],
    [
      'another shape',
      withHeader((header) => void (header['logits/bias'].shape = [5, 2])),
      'shape [5,2], allowed [10]',
    ],
    ['a missing tensor', withHeader((header) => void delete header['logits/bias']), 'the tensor is missing'],
    [
      'an unknown tensor',
      withHeader((header) => void (header.other = header['logits/bias'])),
      'no such tensor',
    ],
    ['an overlap', withHeader((header) => void (header['logits/bias'].data_offsets = [0, 40])), 'overlap'],
    [
      'offsets outside',
      withHeader((header) => void (header['logits/bias'].data_offsets = [318040, 318080])),
      'do not fit',
    ],
  ])('with %s are refused, and the message names the file', (_, content, problem) => {
    expect(() => read(content)).toThrow(/^f\.safetensors: /);
    expect(() => read(content)).toThrow(problem);
  });

  test('with a value that is not finite are refused', () => {
    const spoilt = parameters.slice();
    spoilt[5] = Number.NaN;
    expect(() => read(toSafetensors(spoilt, layout))).toThrow('not finite');
  });
});
