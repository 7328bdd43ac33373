import { countImageValues, type Images, writeImageValues } from './images.js';
import { type LaidOut, simd } from './simd.js';

/** Sizes of a network of one hidden layer. */
export interface PerceptronShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
}

/** Bytes behind those of images that a kernel reads along. */
const READ_ALONG = 15;

/**
 * Mean softmax cross-entropy of softmax(relu(data K + b) L + c) over a batch, which is returned.
 * Its gradient by the parameters, plus l2 times each, goes into `gradient`.
 * The parameters are K [inputs x hidden], b, L [hidden x classes], c, all in one vector.
 *
 * data [batch x inputs], pixels or float64 (pixels of several channels are turned into that); labels [batch].
 * The layer on data is `dataLayer`, and hidden activity and its slopes are rounded to float32.
 * All else is float64, summed in the order of images and of units, and rounded once. l2 is added after
 * that.
 * A unit at 0 or below is not active: its slope is 0.
 */
export function perceptronGradient(
  shape: PerceptronShape,
  parameters: Float32Array,
  data: Images,
  labels: Int32Array,
  gradient: Float32Array,
  l2: number,
): number {
  const { inputs, hidden, classes } = shape;
  const batch = labels.length;
  const kernels = simd();
  data = withOneTable(data);
  const longest = Math.max(inputs, batch);
  const arrays = kernels.layOut({
    ...listArraySizes(shape, parameters, data, batch),
    gradient: ['f32', parameters.length],
    slopes: ['f32', batch * hidden],
    turned: ['u8', batch * inputs + READ_ALONG],
    work: ['f64', Math.max(2 * hidden + 2 * longest + 2, (2 * hidden + 3) * (classes + 1))],
  });
  const table = place(arrays, shape, parameters, data, labels);
  const { at, view } = arrays.gradient;
  const loss = kernels.perceptronGradient(
    table === 0 ? arrays.values.at : arrays.bytes.at,
    table,
    arrays.turned.at,
    arrays.labels.at,
    arrays.parameters.at,
    at,
    arrays.shape.at,
    arrays.activity.at,
    arrays.slopes.at,
    arrays.work.at,
  );
  if (l2 > 0) kernels.addScaled(at, l2, arrays.parameters.at, parameters.length);
  gradient.set(view);
  return loss;
}

/**
 * The logits of that network, [batch x classes], and the sum of the cross-entropies, computed the same
 * way.
 */
export function perceptronLogits(
  shape: PerceptronShape,
  parameters: Float32Array,
  data: Images,
  labels: Int32Array,
): { logits: Float64Array; lossSum: number } {
  const { inputs, hidden, classes } = shape;
  const batch = labels.length;
  const kernels = simd();
  data = withOneTable(data);
  const arrays = kernels.layOut({
    ...listArraySizes(shape, parameters, data, batch),
    logits: ['f64', batch * classes],
    work: ['f64', Math.max(2 * hidden + 2 * inputs + 2, (hidden + 2) * (classes + 1))],
  });
  const table = place(arrays, shape, parameters, data, labels);
  const lossSum = kernels.perceptronLogits(
    table === 0 ? arrays.values.at : arrays.bytes.at,
    table,
    arrays.labels.at,
    arrays.parameters.at,
    arrays.shape.at,
    arrays.activity.at,
    arrays.logits.at,
    arrays.work.at,
  );
  return { logits: arrays.logits.view.slice(), lossSum };
}

/** The kernels have one table, which is that of every pixel; images of several channels become values. */
function withOneTable(data: Images): Images {
  if (data instanceof Float64Array || data.tables.length === 1) return data;
  return writeImageValues(data, new Float64Array(data.bytes.length));
}

/** What both kernels are given. Of values and of bytes one is empty. */
function listArraySizes(shape: PerceptronShape, parameters: Float32Array, data: Images, batch: number) {
  const isValues = data instanceof Float64Array;
  const size = countImageValues(data);
  return {
    shape: ['i32', 4],
    labels: ['i32', batch],
    values: ['f64', isValues ? size : 0],
    bytes: ['u8', isValues ? 0 : size + READ_ALONG],
    table: ['f64', 256],
    parameters: ['f32', parameters.length],
    activity: ['f32', batch * shape.hidden],
  } as const;
}

/** Writes it where the kernels read it. Returns the address of the table; 0 for values. */
function place(
  arrays: LaidOut<ReturnType<typeof listArraySizes>>,
  { inputs, hidden, classes }: PerceptronShape,
  parameters: Float32Array,
  data: Images,
  labels: Int32Array,
): number {
  arrays.shape.view.set([labels.length, inputs, hidden, classes]);
  arrays.labels.view.set(labels);
  arrays.parameters.view.set(parameters);
  if (data instanceof Float64Array) {
    arrays.values.view.set(data);
    return 0;
  }
  arrays.bytes.view.set(data.bytes);
  arrays.table.view.set(data.tables[0]);
  return arrays.table.at;
}
