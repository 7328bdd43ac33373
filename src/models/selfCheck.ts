import * as tf from '@tensorflow/tfjs-core';
import { meanCrossEntropy } from './layers/crossEntropy.js';
import { dense } from './layers/dense.js';
import { relu } from './layers/relu.js';

/** How far float32 may be from float64 in what is checked. */
const TOLERANCE = 1e-5;

const X = [0.5, -1.25, 2, 0.75];
const W = [1.5, -0.5, 0.25, 1];
const LABELS = [0, 1];

/**
 * Has the current backend compute a small network's loss,
 * the mean cross-entropy of relu(x w) for two rows, and its gradient by w,
 * with the layers that all networks are made of, and compares with the same in plain float64.
 * Throws an Error that says what came out: a backend that loads may still compute wrongly.
 */
export function selfCheck(): void {
  const found = tf.tidy(() => {
    const x = tf.tensor2d(X, [2, 2]);
    const labels = tf.tensor1d(LABELS, 'int32');
    const computeLoss = (w: tf.Tensor) =>
      meanCrossEntropy(relu(dense(x, w as tf.Tensor2D, tf.zeros([2]))), labels);
    const { value, grad } = tf.valueAndGrad(computeLoss)(tf.tensor2d(W, [2, 2]));
    return [...value.dataSync(), ...grad.dataSync()];
  });
  const expected = plain();
  if (found.some((one, k) => !(Math.abs(one - expected[k]) <= TOLERANCE))) {
    throw new Error(`it computes ${found.join(', ')} where ${expected.join(', ')} is right`);
  }
}

/** The loss and its gradient. */
function plain(): number[] {
  let loss = 0;
  const gradient = [0, 0, 0, 0];
  for (const [row, label] of LABELS.entries()) {
    const before = [0, 1].map((k) => X[2 * row] * W[k] + X[2 * row + 1] * W[2 + k]);
    const powers = before.map((value) => Math.exp(Math.max(0, value)));
    const sum = powers[0] + powers[1];
    loss -= Math.log(powers[label] / sum) / 2;
    for (const k of [0, 1]) {
      const slope = before[k] > 0 ? (powers[k] / sum - (k === label ? 1 : 0)) / 2 : 0;
      for (const j of [0, 1]) gradient[2 * j + k] += X[2 * row + j] * slope;
    }
  }
  return [loss, ...gradient];
}
