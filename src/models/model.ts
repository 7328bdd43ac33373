import * as tf from '@tensorflow/tfjs-core';
import { addScaled } from '../kernels/addScaled.js';
import { countImageValues, type Images } from '../kernels/images.js';
import { perceptronGradient, perceptronLogits, type PerceptronShape } from '../kernels/perceptron.js';
import { crossEntropies, meanCrossEntropy } from './layers/crossEntropy.js';
import { countElements, type Layout, tensorViews } from './layout.js';
import type { ModelEntry } from './modelEntry.js';
import type { Network } from './networks/network.js';
import { given, type Given, parameterTensors, passOver } from './pass.js';
import { byStatistics, inTraining, type Normalisation, noting, statisticsCount } from './normalisation.js';

/** Images [batch x height x width x channel] after normalisation, and their labels. */
export interface Batch {
  readonly images: Images;
  readonly labels: Int32Array;
}

/** A network that was loaded into this thread. */
export interface Model {
  readonly layout: Layout;
  readonly network: Network;
  /** The sizes of a network that krumble's own kernels can compute whole; null: TensorFlow.js does. */
  readonly perceptron: PerceptronShape | null;
}

/** Loads a network's layers into this thread. */
export async function openModel(entry: ModelEntry): Promise<Model> {
  const { tensors, classes, isPerceptron = false } = entry;
  const [inputs, hidden] = tensors[0].shape;
  return {
    layout: entry,
    network: await entry.loadNetwork(),
    perceptron: isPerceptron ? { inputs, hidden, classes } : null,
  };
}

/**
 * Mean cross-entropy over a batch, and its gradient by all d parameters,
 * plus l2 times each of them, which is written into `gradient`; the loss is without that.
 * Needs a loaded backend.
 * Leaves no tensor behind.
 */
export function lossAndGradient(
  model: Model,
  parameters: Float32Array,
  batch: Batch,
  gradient: Float32Array,
  l2 = 0,
): number {
  const perceptron = findPerceptronShape(model);
  if (perceptron !== null) {
    return perceptronGradient(perceptron, parameters, batch.images, batch.labels, gradient, l2);
  }
  const loss = onTape(model, parameters, batch, gradient);
  if (l2 > 0) addScaled(gradient, l2, parameters);
  return loss;
}

/** The same by the tape of TensorFlow.js, without l2. */
function onTape(model: Model, parameters: Float32Array, batch: Batch, gradient: Float32Array): number {
  const { layout } = model;
  const views = tensorViews(layout, gradient);
  let loss = 0;
  tf.tidy(() => {
    const labels = tf.tensor1d(batch.labels, 'int32');
    const computeLoss = (...tensors: tf.Tensor[]) => {
      const taped = { parameters, gradient, tensors };
      return meanCrossEntropy(logitsTensor(model, taped, batch.images, inTraining), labels);
    };
    const { value, grads } = tf.valueAndGrads(computeLoss)(parameterTensors(layout, parameters));
    loss = value.dataSync()[0];
    const untold = views.filter((_, index) => !layout.tensors[index].onData); // a data layer writes its own
    for (const [index, grad] of grads.entries()) untold[index].set(grad.dataSync());
  });
  return loss;
}

/**
 * How many images of a batch are classified rightly (of equal
 * logits the lowest class), and the sum of their losses.
 * statistics: those that `batchStatistics` gave, null for a model without batch norm.
 */
export function countCorrect(
  model: Model,
  parameters: Float32Array,
  batch: Batch,
  statistics: Float32Array | null,
): { correct: number; lossSum: number } {
  const { classes } = model.layout;
  const { logits, lossSum } = evaluateLogits(model, parameters, batch, statistics);
  let correct = 0;
  for (const [row, label] of batch.labels.entries()) {
    if (highest(logits, row * classes, classes) === label) correct++;
  }
  return { correct, lossSum };
}

/** The logits of each image, row-major [batch, classes]; statistics as for `countCorrect`. */
export function computeLogits(
  model: Model,
  parameters: Float32Array,
  images: Images,
  statistics: Float32Array | null,
): Float32Array {
  const labels = new Int32Array(countImageValues(images) / countElements(model.layout.inputShape));
  return Float32Array.from(evaluateLogits(model, parameters, { images, labels }, statistics).logits);
}

/**
 * The means and variances that batch norm finds over `images` in training mode,
 * all its layers one after the other, to evaluate by; null for a model without batch norm.
 */
export function batchStatistics(model: Model, parameters: Float32Array, images: Images): Float32Array | null {
  const count = statisticsCount(model.layout);
  if (count === 0) return null;
  const statistics = new Float32Array(count);
  tf.tidy(() => {
    logitsTensor(model, given(model.layout, parameters), images, noting(statistics));
  });
  return statistics;
}

/** The native backend is there to be compared with: it computes everything that it can. */
function findPerceptronShape({ perceptron }: Model): PerceptronShape | null {
  return tf.getBackend() === 'wasm' ? perceptron : null;
}

function evaluateLogits(
  model: Model,
  parameters: Float32Array,
  { images, labels }: Batch,
  statistics: Float32Array | null,
): { logits: Float32Array | Float64Array; lossSum: number } {
  const normalisation = byStatistics(model.layout, statistics);
  const perceptron = findPerceptronShape(model);
  if (perceptron !== null) return perceptronLogits(perceptron, parameters, images, labels);
  let logits = new Float32Array();
  let lossSum = 0;
  tf.tidy(() => {
    const tensor = logitsTensor(model, given(model.layout, parameters), images, normalisation);
    for (const loss of crossEntropies(tensor, tf.tensor1d(labels, 'int32')).dataSync()) lossSum += loss;
    logits = Float32Array.from(tensor.dataSync());
  });
  return { logits, lossSum };
}

function logitsTensor(model: Model, given: Given, images: Images, normalisation: Normalisation): tf.Tensor2D {
  return model.network(passOver(model.layout, given, images, normalisation));
}

function highest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[from + k] > values[from + best]) best = k;
  return best;
}
