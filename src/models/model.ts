import { invariant } from '../errors/invariantError.js';
import { addScaled } from '../kernels/addScaled.js';
import { countImageValues, type Images } from '../kernels/images.js';
import { halfSquaredDistanceGradient, halfSquaredDistances } from '../kernels/halfSquaredDistance.js';
import { perceptronGradient, perceptronLogits, type PerceptronShape } from '../kernels/perceptron.js';
import { currentBackend, loadTensors } from './backend.js';
import type { Batch, Logits } from './batch.js';
import { countElements, type Layout } from './layout.js';
import type { ModelEntry } from './modelEntry.js';
import { checkStatistics, statisticsCount } from './statisticsCount.js';
import type { Tape } from './tape.js';

/** A network that was loaded into this thread, and what computes it. */
export interface Model {
  readonly layout: Layout;
  readonly by: { readonly perceptron: PerceptronShape } | { readonly tape: Tape } | 'distance';
}

/**
 * Loads a network into this thread, to be computed by krumble's own kernels where they can do it whole,
 * otherwise by TensorFlow.js, which is loaded only then: it takes most of a thread's start.
 * The native backend is there to be compared with, so it computes everything. Needs a loaded backend.
 */
export async function openModel(entry: ModelEntry): Promise<Model> {
  const { tensors, classes, isPerceptron = false } = entry;
  if (entry.loss === 'half-squared-distance') return { layout: entry, by: 'distance' };
  if (isPerceptron && currentBackend() === 'wasm') {
    const [inputs, hidden] = tensors[0].shape;
    return { layout: entry, by: { perceptron: { inputs, hidden, classes } } };
  }
  await loadTensors();
  const { createTape } = await import('./tape.js');
  return { layout: entry, by: { tape: createTape(entry, await entry.loadNetwork()) } };
}

/**
 * Mean loss over a batch, the cross-entropy unless the model says another;
 * and its gradient by all d parameters,
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
  const { by } = model;
  if (by === 'distance') return halfSquaredDistanceGradient(parameters, batch.images, gradient, l2);
  if ('perceptron' in by) {
    return perceptronGradient(by.perceptron, parameters, batch.images, batch.labels, gradient, l2);
  }
  const loss = by.tape.lossAndGradient(parameters, batch, gradient);
  if (l2 > 0) addScaled(gradient, l2, parameters);
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
  return new Float32Array(evaluateLogits(model, parameters, { images, labels }, statistics).logits);
}

/**
 * The means and variances that batch norm finds over `images` in training mode,
 * all its layers one after the other, to evaluate by; null for a model without batch norm.
 */
export function batchStatistics(model: Model, parameters: Float32Array, images: Images): Float32Array | null {
  const count = statisticsCount(model.layout);
  if (count === 0) return null;
  const statistics = new Float32Array(count);
  invariant(model.by !== 'distance' && 'tape' in model.by, 'batch norm is of TensorFlow.js');
  model.by.tape.noteStatistics(parameters, images, statistics);
  return statistics;
}

function evaluateLogits(
  { layout, by }: Model,
  parameters: Float32Array,
  batch: Batch,
  statistics: Float32Array | null,
): Logits {
  checkStatistics(layout, statistics);
  if (by === 'distance') {
    const distances = halfSquaredDistances(parameters, batch.images);
    return { logits: distances.map((one) => -one), lossSum: distances.reduce((sum, one) => sum + one, 0) };
  }
  return 'perceptron' in by
    ? perceptronLogits(by.perceptron, parameters, batch.images, batch.labels)
    : by.tape.logits(parameters, batch, statistics);
}

function highest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[from + k] > values[from + best]) best = k;
  return best;
}
