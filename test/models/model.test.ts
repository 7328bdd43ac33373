import { beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { loadBackend } from '../../src/models/backend.js';
import { initialParameters } from '../../src/models/initialParameters.js';
import { parameterCount, tensorViews } from '../../src/models/layout.js';
import { layouts } from '../../src/models/layouts.js';
import { batchStatistics, countCorrect, logitsOf, lossAndGradient } from '../../src/models/model.js';
import { parametersFromSafetensors } from '../../src/models/readSafetensors.js';
import { toSafetensors } from '../../src/models/writeSafetensors.js';
import { hashedUniform } from '../support/oracles.js';

const layout = layouts['mnist-mlp'];
const parameters = initialParameters(layout, 7);
const batch = {
  images: Float64Array.from({ length: 5 * 784 }, (_, i) => 2 * hashedUniform(i) - 1),
  labels: Int32Array.of(3, 1, 4, 1, 5),
};

function gradientAt(at: Float32Array): { loss: number; gradient: Float32Array } {
  const gradient = new Float32Array(at.length).fill(Number.NaN);
  return { loss: lossAndGradient('mnist-mlp', at, batch, gradient), gradient };
}

beforeAll(() => loadBackend('wasm'));

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
      countCorrect('mnist-mlp', parameters, batch, null);
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
  const logits = logitsOf('mnist-mlp', parameters, batch.images, null);
  let [correct, lossSum] = [0, 0];
  for (const [row, label] of batch.labels.entries()) {
    const own = [...logits.subarray(10 * row, 10 * row + 10)];
    if (own.indexOf(Math.max(...own)) === label) correct++;
    lossSum += Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0)) - own[label];
  }
  const counted = countCorrect('mnist-mlp', parameters, batch, null);
  expect(counted.correct).toBe(correct);
  expect(counted.lossSum).toBeCloseTo(lossSum, 4);
});

test('a model without batch norm has no statistics, and takes none', () => {
  expect(batchStatistics('mnist-mlp', parameters, batch.images)).toBeNull();
  expect(() => logitsOf('mnist-mlp', parameters, batch.images, new Float32Array(2))).toThrow(
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

  const withHeader = (
    change: (header: Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>) => void,
  ) => {
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
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
