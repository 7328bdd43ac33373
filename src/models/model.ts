import * as tf from '@tensorflow/tfjs-core';
import { meanCrossEntropy, crossEntropies } from './layers/crossEntropy.js';
import { type Layout, parameterCount, tensorViews } from './layout.js';
import { layouts, type ModelName } from './layouts.js';
import { mnistMlp } from './networks/mnistMlp.js';
import type { Network } from './networks/network.js';

/** Images [batch x height x width x channel] after normalisation, and their labels. */
export interface Batch {
  readonly images: Float64Array;
  readonly labels: Int32Array;
}

const networks: Readonly<Record<ModelName, Network>> = Object.freeze({ 'mnist-mlp': mnistMlp });

/**
 * Mean cross-entropy over a batch and its gradient by all d parameters, without L2.
 * Needs a loaded backend. Leaves no tensor behind.
 */
export function lossAndGradient(
  model: ModelName,
  parameters: Float32Array,
  batch: Batch,
): { loss: number; gradient: Float32Array } {
  const layout = layouts[model];
  const gradient = new Float32Array(parameterCount(layout));
  const views = tensorViews(layout, gradient);
  let loss = 0;
  tf.tidy(() => {
    const labels = tf.tensor1d(batch.labels, 'int32');
    const lossOf = (...tensors: tf.Tensor[]) =>
      meanCrossEntropy(networks[model](tensors, batch.images), labels);
    const { value, grads } = tf.valueAndGrads(lossOf)(parameterTensors(layout, parameters));
    loss = value.dataSync()[0];
    for (const [index, grad] of grads.entries()) views[index].set(grad.dataSync());
  });
  return { loss, gradient };
}

/** How many images of a batch are classified rightly (of equal logits the lowest class), and the sum of their losses. */
export function countCorrect(
  model: ModelName,
  parameters: Float32Array,
  batch: Batch,
): { correct: number; lossSum: number } {
  const layout = layouts[model];
  let correct = 0;
  let lossSum = 0;
  tf.tidy(() => {
    const logits = networks[model](parameterTensors(layout, parameters), batch.images);
    const losses = crossEntropies(logits, tf.tensor1d(batch.labels, 'int32'));
    for (const loss of losses.dataSync()) lossSum += loss;
    const values = logits.dataSync();
    for (const [row, label] of batch.labels.entries()) {
      if (highest(values, row * layout.classes, layout.classes) === label) correct++;
    }
  });
  return { correct, lossSum };
}

/** The logits of each image, row-major [batch, classes]. */
export function logitsOf(model: ModelName, parameters: Float32Array, images: Float64Array): Float32Array {
  const layout = layouts[model];
  let values = new Float32Array();
  tf.tidy(() => {
    const logits = networks[model](parameterTensors(layout, parameters), images);
    values = Float32Array.from(logits.dataSync());
  });
  return values;
}

function parameterTensors(layout: Layout, parameters: Float32Array): tf.Tensor[] {
  return tensorViews(layout, parameters).map((view, index) =>
    tf.tensor(view, layout.tensors[index].shape as number[]),
  );
}

function highest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[from + k] > values[from + best]) best = k;
  return best;
}
