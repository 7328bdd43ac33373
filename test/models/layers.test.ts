import { beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { loadBackend, loadTensors } from '../../src/models/backend.js';
import { add } from '../../src/models/layers/add.js';
import { batchNorm } from '../../src/models/layers/batchNorm.js';
import { convolution, convolutionOfData } from '../../src/models/layers/convolution.js';
import { meanCrossEntropy } from '../../src/models/layers/crossEntropy.js';
import { dense } from '../../src/models/layers/dense.js';
import { denseOnData } from '../../src/models/layers/denseOnData.js';
import { flatten } from '../../src/models/layers/flatten.js';
import { globalAveragePool } from '../../src/models/layers/globalAveragePool.js';
import { pooledConvolution, pooledConvolutionOfData } from '../../src/models/layers/pooledConvolution.js';
import { relu } from '../../src/models/layers/relu.js';
import { hashedUniform } from '../support/oracles.js';
import { testBackend } from '../support/backend.js';

type Layer = (...inputs: tf.Tensor[]) => tf.Tensor;

const IMAGES = [2, 6, 5, 3];
const data = values(IMAGES, 900);
const dataTensor = () => tf.tensor4d(data, IMAGES as [number, number, number, number]);
const labels = () => tf.tensor1d([2, 0, 1], 'int32');

/** Each layer, and the shapes of all that it can be differentiated by. */
const layers: Record<string, [layer: (...inputs: never[]) => tf.Tensor, ...shapes: number[][]]> = {
  dense: [dense, [3, 4], [4, 5], [5]],
  // Its kernel's gradient is held to PyTorch's in gradient.oracle.test.ts.
  'dense on data': [
    (bias: tf.Tensor1D) =>
      denseOnData(Float64Array.from(data), { values: values([90, 4], 1), gradient: null }, bias),
    [4],
  ],
  relu: [relu, [3, 7]],
  'convolution 3x2 without padding': [convolution, IMAGES, [3, 2, 3, 4]],
  'convolution 3x3, padding 1': [by(convolution, { pad: 1 }), IMAGES, [3, 3, 3, 4]],
  'convolution 3x3, stride 2, padding 1': [by(convolution, { stride: 2, pad: 1 }), IMAGES, [3, 3, 3, 4]],
  'convolution 2x2, stride 3': [by(convolution, { stride: 3 }), IMAGES, [2, 2, 3, 4]],
  'convolution 1x1': [convolution, IMAGES, [1, 1, 3, 9]],
  'convolution 1x1, stride 2': [by(convolution, { stride: 2 }), IMAGES, [1, 1, 3, 4]],
  'convolution of data': [
    (kernel: tf.Tensor4D) => convolutionOfData(dataTensor(), kernel, { pad: 1 }),
    [3, 3, 3, 4],
  ],
  'convolution with max-pooling': [by(pooledConvolution, 2), IMAGES, [3, 2, 3, 4], [4]],
  'convolution with max-pooling, some places left out': [by(pooledConvolution, 3), IMAGES, [2, 2, 3, 9], [9]],
  'convolution with max-pooling of data': [
    (kernel: tf.Tensor4D, bias: tf.Tensor1D) => pooledConvolutionOfData(dataTensor(), kernel, bias, 2),
    ...[[3, 2, 3, 4], [4]],
  ],
  'batch norm': [batchNorm, IMAGES, [3], [3]],
  'global average pool': [globalAveragePool, IMAGES],
  flatten: [flatten, IMAGES],
  'residual add': [add, IMAGES, IMAGES],
  'add of a tensor to itself': [(input: tf.Tensor) => add(input, input), IMAGES],
  'mean cross-entropy': [(logits: tf.Tensor2D) => meanCrossEntropy(logits, labels()), [3, 4]],
};

beforeAll(async () => {
  await loadBackend(testBackend);
  await loadTensors();
});

describe.each(Object.entries(layers))('%s', (_, [layer, ...shapes]) => {
  const inputs = shapes.map((shape, index) => values(shape, index));

  test('has the gradient that finite differences show, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const { output, gradients } = differentiated(layer as Layer, shapes, inputs);
    expect(tf.memory().numTensors).toBe(before);
    const weights = values([output.length], 50);
    const step = 1 / 4096; // small, so that no other value becomes the highest of its window
    for (const [index, gradient] of gradients.entries()) {
      for (let k = 0; k < gradient.length; k++) {
        const moved = (shift: number) => {
          const others = inputs.map((input) => input.slice());
          others[index][k] += shift;
          return weighted(computed(layer as Layer, shapes, others), weights);
        };
        const slope = (moved(step) - moved(-step)) / (2 * step);
        expect(Math.abs(slope - gradient[k])).toBeLessThan(5e-3 * Math.max(1, Math.abs(slope)));
      }
    }
  });
});

test('of equal values in a window of max-pooling the first in row-major order gets the gradient', () => {
  const kernel = tf.tensor4d([1, -1], [1, 1, 1, 2]);
  const image = [5, 7, 1, 1, 7, 7, 1, 1]; // two windows of 2 x 2, rows of 4
  tf.tidy(() => {
    const layer = (x: tf.Tensor) => pooledConvolution(x as tf.Tensor4D, kernel, tf.tensor1d([0, 0]), 2);
    const input = tf.tensor4d(image, [1, 2, 4, 1]);
    expect([...layer(input).dataSync()]).toEqual([7, -5, 1, -1]);
    const slopes = tf.tensor4d([10, 200, 3000, 40000], [1, 1, 2, 2]);
    const [gradient] = tf.grads(layer)([input], slopes);
    expect([...gradient.dataSync()]).toEqual([-200, 10, 3000 - 40000, 0, 0, 0, 0, 0]);
  });
  kernel.dispose();
});

function by<T>(layer: (...inputs: never[]) => tf.Tensor, last: T): Layer {
  return (...inputs) => (layer as (...all: unknown[]) => tf.Tensor)(...inputs, last);
}

/** Values in [-1, 1). */
function values(shape: readonly number[], salt: number): Float32Array {
  const length = shape.reduce((size, extent) => size * extent, 1);
  return Float32Array.from({ length }, (_, k) => 2 * hashedUniform(k + 7919 * salt) - 1);
}

function computed(layer: Layer, shapes: number[][], inputs: Float32Array[]): Float32Array {
  let output: Float32Array = new Float32Array();
  tf.tidy(() => {
    output = layer(...inputs.map((input, k) => tf.tensor(input, shapes[k]))).dataSync<'float32'>();
  });
  return output;
}

/** The layer's output, and the gradients of its weighted sum. */
function differentiated(layer: Layer, shapes: number[][], inputs: Float32Array[]) {
  const output = computed(layer, shapes, inputs);
  let gradients: Float32Array[] = [];
  tf.tidy(() => {
    const tensors = inputs.map((input, k) => tf.tensor(input, shapes[k]));
    const shape = layer(...tensors).shape;
    const grads = tf.grads(layer)(tensors, tf.tensor(values([output.length], 50), shape));
    gradients = grads.map((grad) => grad.dataSync<'float32'>());
  });
  return { output, gradients };
}

function weighted(output: Float32Array, weights: Float32Array): number {
  return output.reduce((sum, value, k) => sum + value * weights[k], 0);
}
