import { exponential, logarithm } from './exponential';
import { columnTotals, dataLayer, dataLayerKernelGradient, turn } from './layer';

const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * Mean softmax cross-entropy of a network with one hidden ReLU layer, and its gradient by all parameters.
 * The parameters are kernel [inputs x hidden], bias [hidden], kernel
 * [hidden x classes], bias [classes], one after the other, float32.
 *
 * data, table: [batch x inputs], as in layer.ts.
 * turned: room for as many bytes and 15 more, where there is a table.
 * labels: [batch] int32. parameters, gradient: as above. shape: batch, inputs, hidden, classes, as int32.
 * activity, slopes: [batch x hidden] float32.
 * The layer on data is as in layer.ts. All that follows is computed in float64.
 * It is rounded to float32 where it enters the gradient or goes
 * back, as the hidden layer's slopes, to the layer on data.
 * work: room for 2 hidden + max(inputs, batch) float64 and as
 * many uint32, and for (2 hidden + 3) (classes + 1) float64.
 */
export function perceptronGradient(
  data: usize,
  table: usize,
  turned: usize,
  labels: usize,
  parameters: usize,
  gradient: usize,
  shape: usize,
  activity: usize,
  slopes: usize,
  work: usize,
): f64 {
  const batch = load<i32>(shape);
  const inputs = load<i32>(shape, 4);
  const hidden = load<i32>(shape, 8);
  const classes = load<i32>(shape, 12);
  const biasAt = <usize>(inputs * hidden) * FLOAT;
  const kernelAt = biasAt + <usize>hidden * FLOAT;
  const lastAt = kernelAt + <usize>(hidden * classes) * FLOAT;
  begin(data, table, parameters, shape, activity, work);
  const stride = strideOf(classes);
  const kernel = work;
  const bias = kernel + <usize>hidden * stride;
  const logits = bias + stride;
  const kernelSums = logits + stride;
  const biasSums = kernelSums + <usize>hidden * stride;
  memory.fill(kernelSums, 0, <usize>(hidden + 1) * stride);
  let loss: f64 = 0;
  for (let b: i32 = 0; b < batch; b++) {
    const row = <usize>(b * hidden) * FLOAT;
    forward(activity + row, kernel, bias, logits, hidden, stride);
    loss += soften(logits, load<i32>(labels + <usize>b * FLOAT), classes, batch);
    backward(activity + row, slopes + row, kernel, kernelSums, logits, hidden, stride);
    add(biasSums, logits, 1, stride);
  }
  for (let j: i32 = 0; j < hidden; j++)
    demote(kernelSums + <usize>j * stride, gradient + kernelAt + <usize>(j * classes) * FLOAT, classes);
  demote(biasSums, gradient + lastAt, classes);
  columnTotals(work, slopes, batch, hidden);
  demote(work, gradient + biasAt, hidden);
  if (table) turn(data, turned, batch, inputs);
  dataLayerKernelGradient(table ? turned : data, table, slopes, gradient, batch, inputs, hidden, work);
  return loss / <f64>batch;
}

/**
 * The logits of the same network for each of the data, computed as above: [batch x classes] float64.
 * Returns the sum of the cross-entropies. activity: [batch x hidden] float32.
 * work: room for 2 hidden + inputs float64 and inputs uint32, and for (hidden + 2) (classes + 1) float64.
 */
export function perceptronLogits(
  data: usize,
  table: usize,
  labels: usize,
  parameters: usize,
  shape: usize,
  activity: usize,
  out: usize,
  work: usize,
): f64 {
  const batch = load<i32>(shape);
  const hidden = load<i32>(shape, 8);
  const classes = load<i32>(shape, 12);
  begin(data, table, parameters, shape, activity, work);
  const stride = strideOf(classes);
  const kernel = work;
  const bias = kernel + <usize>hidden * stride;
  const logits = bias + stride;
  let losses: f64 = 0;
  for (let b: i32 = 0; b < batch; b++) {
    forward(activity + <usize>(b * hidden) * FLOAT, kernel, bias, logits, hidden, stride);
    const bytes = <usize>classes * DOUBLE;
    memory.copy(out + <usize>b * bytes, logits, bytes);
    losses += soften(logits, load<i32>(labels + <usize>b * FLOAT), classes, batch);
  }
  return losses;
}

/**
 * Computes the hidden layer's activity. In the work memory it leaves rows of classes in float64, one after
 * the other: the last kernel, its bias, and a row of zeros for logits.
 */
function begin(
  data: usize,
  table: usize,
  parameters: usize,
  shape: usize,
  activity: usize,
  work: usize,
): void {
  const batch = load<i32>(shape);
  const inputs = load<i32>(shape, 4);
  const hidden = load<i32>(shape, 8);
  const classes = load<i32>(shape, 12);
  const bias = parameters + <usize>(inputs * hidden) * FLOAT;
  dataLayer(data, table, parameters, bias, activity, batch, inputs, hidden, work);
  const last = bias + <usize>hidden * FLOAT;
  const rows = hidden + 1; // the bias stands behind the kernel in both places
  memory.fill(work, 0, <usize>(rows + 1) * strideOf(classes));
  promoteRows(last, work, rows, classes);
}

/**
 * Bytes of a row of classes in float64.
 * They are taken two at a time, so their number is even: the last may be unused.
 */
function strideOf(classes: i32): usize {
  return <usize>(classes + (classes & 1)) * DOUBLE;
}

/** logits = bias + sum over active j of h_j kernel_j, in the order of j. */
function forward(
  activity: usize,
  kernel: usize,
  bias: usize,
  logits: usize,
  hidden: i32,
  stride: usize,
): void {
  memory.copy(logits, bias, stride);
  for (let j: i32 = 0; j < hidden; j++) {
    const h = load<f32>(activity + <usize>j * FLOAT);
    if (!(h <= 0)) add(logits, kernel + <usize>j * stride, f64(h), stride);
  }
}

/** Turns logits into slopes, (softmax - one-hot) / batch; returns the cross-entropy. */
function soften(logits: usize, label: i32, classes: i32, batch: i32): f64 {
  let highest = load<f64>(logits);
  for (let k: i32 = 1; k < classes; k++) highest = max(highest, load<f64>(logits + <usize>k * DOUBLE));
  const own = load<f64>(logits + <usize>label * DOUBLE) - highest;
  let sum: f64 = 0;
  for (let k: i32 = 0; k < classes; k++) {
    const at = logits + <usize>k * DOUBLE;
    const e = exponential(load<f64>(at) - highest);
    store<f64>(at, e);
    sum += e;
  }
  for (let k: i32 = 0; k < classes; k++) {
    const at = logits + <usize>k * DOUBLE;
    store<f64>(at, (load<f64>(at) / sum - <f64>i32(k === label)) / <f64>batch);
  }
  return logarithm(sum) - own;
}

/**
 * For active j: adds h_j slopes to the kernel's sums, and takes the sum over classes of kernel_jk slopes_k.
 * Else 0.
 */
function backward(
  activity: usize,
  slopes: usize,
  kernel: usize,
  kernelSums: usize,
  outer: usize,
  hidden: i32,
  stride: usize,
): void {
  for (let j: i32 = 0; j < hidden; j++) {
    const h = load<f32>(activity + <usize>j * FLOAT);
    let slope: f32 = 0;
    if (!(h <= 0)) {
      const row = <usize>j * stride;
      add(kernelSums + row, outer, f64(h), stride);
      slope = f32(product(kernel + row, outer, stride));
    }
    store<f32>(slopes + <usize>j * FLOAT, slope);
  }
}

/** Two sums, over even and over odd places, and then their sum. */
function product(x: usize, y: usize, bytes: usize): f64 {
  let sums = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16)
    sums = f64x2.add(sums, f64x2.mul(v128.load(x + at), v128.load(y + at)));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

@inline
function add(target: usize, source: usize, factor: f64, bytes: usize): void {
  const factors = f64x2.splat(factor);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(target + at, f64x2.add(v128.load(target + at), f64x2.mul(factors, v128.load(source + at))));
  }
}

/** Rows of classes in float32, one after the other, as rows in float64, a stride apart. */
function promoteRows(from: usize, to: usize, rows: i32, classes: i32): void {
  const stride = strideOf(classes);
  for (let j: i32 = 0; j < rows; j++) {
    for (let k: i32 = 0; k < classes; k++) {
      store<f64>(
        to + <usize>j * stride + <usize>k * DOUBLE,
        f64(load<f32>(from + <usize>(j * classes + k) * FLOAT)),
      );
    }
  }
}

function demote(from: usize, to: usize, count: i32): void {
  for (let k: i32 = 0; k < count; k++)
    store<f32>(to + <usize>k * FLOAT, f32(load<f64>(from + <usize>k * DOUBLE)));
}
