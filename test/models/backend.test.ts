import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBackend, loadTensors } from '../../src/models/backend.js';
import { selfCheck } from '../../src/models/selfCheck.js';

test('wasm loads, computes what is known, and says its version', async () => {
  expect(await loadBackend('wasm')).toEqual({ name: 'wasm', version: tf.version_core });
  await loadTensors();
  expect(tf.getBackend()).toBe('wasm');
});

describe('a backend that loads but computes wrongly', () => {
  beforeAll(async () => {
    await loadBackend('wasm');
    await loadTensors();
    const wasm = tf.findBackend('wasm');
    tf.registerBackend('wrong', () => wasm);
    for (const kernel of tf.getKernelsForBackend('wasm')) {
      const { kernelFunc, kernelName } = kernel;
      // As if one of the values had been added twice.
      const wrong = (given: Parameters<typeof kernelFunc>[0]) => {
        const { a } = given.inputs;
        return kernelFunc({ ...given, inputs: { ...given.inputs, b: a } } as typeof given);
      };
      tf.registerKernel({
        ...kernel,
        backendName: 'wrong',
        kernelFunc: kernelName === 'Add' ? wrong : kernelFunc,
      });
    }
  });
  afterAll(() => void tf.setBackend('wasm'));

  test('is found out', async () => {
    await tf.setBackend('wasm');
    expect(selfCheck).not.toThrow();
    await tf.setBackend('wrong');
    expect(selfCheck).toThrow(/^it computes .* where .* is right$/);
  });
});
