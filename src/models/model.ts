import * as tf from '@tensorflow/tfjs-core';
import { columnTotals, dataLayer, dataLayerKernelGradient } from '../kernels/dataLayer.js';
import { crossEntropies, meanCrossEntropy } from './layers/crossEntropy.js';
import { type Layout, tensorViews } from './layout.js';
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
 * Mean cross-entropy over a batch, without L2, and its gradient by all d parameters, which is written into
 * `gradient`. Needs a loaded backend. Leaves no tensor behind.
 */
export function lossAndGradient(
  model: ModelName,
  parameters: Float32Array,
  batch: Batch,
  gradient: Float32Array,
): number {
  const layout = layouts[model];
  const views = tensorViews(layout, gradient);
  let loss = 0;
  tf.tidy(() => {
    const labels = tf.tensor1d(batch.labels, 'int32');
    const outputs = firstLayer(layout, parameters, batch.images);
    const lossOf = (first: tf.Tensor, ...others: tf.Tensor[]) =>
      meanCrossEntropy(networks[model].rest(first as tf.Tensor2D, others), labels);
    const { value, grads } = tf.valueAndGrads(lossOf)([outputs, ...otherTensors(layout, parameters)]);
    loss = value.dataSync()[0];
    const slopes = grads[0].dataSync<'float32'>();
    dataLayerKernelGradient(batch.images, slopes, batch.labels.length, views[0]);
    views[1].set(columnTotals(slopes, views[1].length));
    for (const [index, grad] of grads.slice(1).entries()) views[index + 2].set(grad.dataSync());
  });
  return loss;
}

/** How many images of a batch are classified rightly (of equal logits the lowest class), and the sum of their losses. */
export function countCorrect(
  model: ModelName,
  parameters: Float32Array,
  batch: Batch,
  _statistics: Float32Array | null,
): { correct: number; lossSum: number } {
  const layout = layouts[model];
  let correct = 0;
  let lossSum = 0;
  tf.tidy(() => {
    const logits = logitsTensor(model, parameters, batch.images);
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
export function logitsOf(
  model: ModelName,
  parameters: Float32Array,
  images: Float64Array,
  _statistics: Float32Array | null,
): Float32Array {
  let values = new Float32Array();
  tf.tidy(() => {
    values = Float32Array.from(logitsTensor(model, parameters, images).dataSync());
  });
  return values;
}

function logitsTensor(model: ModelName, parameters: Float32Array, images: Float64Array): tf.Tensor2D {
  const layout = layouts[model];
  return networks[model].rest(firstLayer(layout, parameters, images), otherTensors(layout, parameters));
}

/** The outputs of the dense layer whose kernel and bias are the layout's first two tensors. */
function firstLayer(layout: Layout, parameters: Float32Array, images: Float64Array): tf.Tensor2D {
  const [kernel, bias] = tensorViews(layout, parameters);
  const outputs = dataLayer(images, kernel, bias);
  return tf.tensor2d(outputs, [outputs.length / bias.length, bias.length]);
}

/** Tensors of all parameters behind the first layer's. */
function otherTensors(layout: Layout, parameters: Float32Array): tf.Tensor[] {
  const views = tensorViews(layout, parameters).slice(2);
  return views.map((view, index) => tf.tensor(view, layout.tensors[index + 2].shape as number[]));
}

function highest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[from + k] > values[from + best]) best = k;
  return best;
}

export function batchStatistics(
  _model: ModelName,
  _parameters: Float32Array,
  _images: Float64Array,
): Float32Array | null {
  return null;
}
