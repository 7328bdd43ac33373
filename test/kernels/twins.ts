import type { Convolution } from '../../src/kernels/convolution.js';
import { type Pooled, type PooledConvolution, pooledSize } from '../../src/kernels/pooledConvolution.js';
import type { PerceptronShape } from '../../src/kernels/perceptron.js';
import type { Reduction } from '../../src/kernels/reduction.js';

// The SIMD kernels in plain TypeScript: the same float64 operations in the same order.
// Results must be equal bit for bit.

/** Twin of dataLayer. */
export function dataLayer(data: Float64Array, kernel: Float32Array, bias: Float32Array): Float32Array {
  const outputs = bias.length;
  const inputs = kernel.length / outputs;
  const base = totals(kernel, outputs).map((total, j) => bias[j] + data[0] * total);
  const out: number[] = [];
  for (let b = 0; b < data.length / inputs; b++) {
    const sums = base.slice();
    for (let k = 0; k < inputs; k++) {
      const value = data[b * inputs + k] - data[0];
      if (value !== 0) for (let j = 0; j < outputs; j++) sums[j] += value * kernel[k * outputs + j];
    }
    out.push(...sums);
  }
  return Float32Array.from(out);
}

/** Twin of dataLayerKernelGradient. */
export function dataLayerKernelGradient(
  data: Float64Array,
  slopes: Float32Array,
  outputs: number,
): Float32Array {
  const batch = slopes.length / outputs;
  const inputs = data.length / batch;
  const base = totals(slopes, outputs).map((total) => total * data[0]);
  const out: number[] = [];
  for (let k = 0; k < inputs; k++) {
    const sums = base.slice();
    for (let b = 0; b < batch; b++) {
      const value = data[b * inputs + k] - data[0];
      if (value !== 0) for (let j = 0; j < outputs; j++) sums[j] += value * slopes[b * outputs + j];
    }
    out.push(...sums);
  }
  return Float32Array.from(out);
}

/** Twin of squaredDistances. */
export function squaredDistances(rows: readonly Float32Array[]): Float64Array {
  return Float64Array.from(rows.flatMap((x) => rows.map((y) => (x === y ? 0 : squaredDistance(x, y)))));
}

function squaredDistance(x: Float32Array, y: Float32Array): number {
  const sums = [0, 0, 0, 0];
  const whole = x.length - (x.length % 4);
  for (let c = 0; c < whole; c++) sums[c % 4] += (x[c] - y[c]) ** 2;
  let sum = sums[0] + sums[2] + (sums[1] + sums[3]);
  for (let c = whole; c < x.length; c++) sum += (x[c] - y[c]) ** 2;
  return sum;
}

function totals(matrix: Float32Array, columns: number): number[] {
  const sums = new Array<number>(columns).fill(0);
  for (const [index, value] of matrix.entries()) sums[index % columns] += value;
  return sums;
}

/**
 * Trimmed mean of Yin et al. (2018): per column drop the `drop` lowest and the `drop` highest values and take
 * the mean of the rest. NaN counts as the highest.
 * Of equal values the lowest rows are dropped first at the low end,
 * the highest rows at the high end (the order of a stable sort).
 * rows: n arrays of equal length, n > 2 drop.
 */
export function trimmedColumnMean(rows: readonly Float32Array[], drop: number): Reduction {
  const n = rows.length;
  const length = rows[0].length;
  const aggregate = new Float32Array(length);
  const kept = new Float64Array(n);
  const column = new Float64Array(n);
  const sorted = new Float64Array(n);
  for (let c = 0; c < length; c++) {
    readColumn(rows, c, column);
    sortInto(sorted, column);
    const lowest = sorted[drop];
    const highest = sorted[n - drop - 1];
    let skipLow = drop;
    for (let i = 0; i < n && sorted[i] < lowest; i++) skipLow--;
    let takeHigh = 0;
    for (let i = n - drop - 1; i >= 0 && sorted[i] === highest; i--) takeHigh++;
    if (lowest === highest) takeHigh = n - 2 * drop;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const value = column[i];
      if (value < lowest || value > highest) continue;
      if (value === lowest && skipLow > 0) {
        skipLow--;
        continue;
      }
      if (value === highest) {
        if (takeHigh === 0) continue;
        takeHigh--;
      }
      sum += value;
      kept[i]++;
    }
    aggregate[c] = sum / (n - 2 * drop);
  }
  return { aggregate, kept };
}

/**
 * Per column the mean of the `keep` values nearest to the column's median.
 * The median of an even count is the mean of the two middle values.
 * Of equally near values those of the lowest rows are taken. A value that is not finite is infinitely far.
 * rows: n arrays of equal length, 1 <= keep <= n.
 */
export function meanNearestMedian(rows: readonly Float32Array[], keep: number): Reduction {
  const n = rows.length;
  const length = rows[0].length;
  const aggregate = new Float32Array(length);
  const kept = new Float64Array(n);
  const column = new Float64Array(n);
  const sorted = new Float64Array(n);
  for (let c = 0; c < length; c++) {
    readColumn(rows, c, column);
    sortInto(sorted, column);
    const median = medianOfSorted(sorted);
    const reach = Number.isFinite(median)
      ? distanceOfNearest(sorted, median, keep)
      : Float64Array.from(column, (value) => distanceTo(median, value)).sort()[keep - 1];
    let ties = keep;
    for (let i = 0; i < n; i++) if (distanceTo(median, column[i]) < reach) ties--;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const distance = distanceTo(median, column[i]);
      if (distance > reach) continue;
      if (distance === reach && --ties < 0) continue;
      sum += column[i];
      kept[i]++;
    }
    aggregate[c] = sum / keep;
  }
  return { aggregate, kept };
}

/** Median of sorted values: the middle one, or the mean of the two middle ones. */
function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function distanceTo(median: number, value: number): number {
  if (!Number.isFinite(value)) return Infinity;
  const distance = Math.abs(value - median);
  return distance < Infinity ? distance : Number.MAX_VALUE; // from a median that is not finite itself
}

/**
 * Distance of the keep-th nearest value.
 * The nearest values form a window that grows from the median outwards.
 */
function distanceOfNearest(sorted: Float64Array, median: number, keep: number): number {
  const n = sorted.length;
  let above = (n - 1) >> 1;
  while (above < n && sorted[above] < median) above++;
  let below = above - 1;
  let reach = 0;
  for (let taken = 0; taken < keep; taken++) {
    const down = below >= 0 ? distanceTo(median, sorted[below]) : Infinity;
    const up = above < n ? distanceTo(median, sorted[above]) : Infinity;
    if (above >= n || (below >= 0 && down <= up)) {
      reach = down;
      below--;
    } else {
      reach = up;
      above++;
    }
  }
  return reach;
}

/** Coordinate c of every row. NaN counts as the highest value, so that no comparison is left undecided. */
function readColumn(rows: readonly Float32Array[], c: number, column: Float64Array): void {
  for (let i = 0; i < rows.length; i++) column[i] = orHighest(rows[i][c]);
}

/** NaN counts as the highest value, so that no comparison is left undecided. */
function orHighest(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

/** Insertion sort, ascending: for some dozens of values faster than a general sort. */
function sortInto(sorted: Float64Array, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let at = i;
    while (at > 0 && sorted[at - 1] > value) {
      sorted[at] = sorted[at - 1];
      at--;
    }
    sorted[at] = value;
  }
}

/** Twin of addScaled; changes the target. */
export function addScaled(target: Float32Array, factor: number, source: Float32Array): void {
  for (let c = 0; c < target.length; c++) target[c] += factor * source[c];
}

/** Twin of momentumStep. */
export function momentumStep(
  { parameters, velocity }: { readonly parameters: Float32Array; readonly velocity: Float32Array },
  gradient: Float32Array,
  momentum: number,
  rate: number,
) {
  const moved = velocity.map((value, c) => momentum * value - rate * gradient[c]);
  const next = parameters.map((value, c) => value + moved[c]);
  return { parameters: next, velocity: moved, squares: next.reduce((sum, value) => sum + value ** 2, 0) };
}

/** Twin of weightedSums. */
export function weightedSums(
  rows: readonly Float32Array[],
  mixes: readonly (readonly number[])[],
): Float32Array[] {
  return mixes.map((weights) => {
    const sums = new Float64Array(rows[0].length);
    for (const [i, row] of rows.entries()) {
      if (weights[i] !== 0) for (let c = 0; c < sums.length; c++) sums[c] += weights[i] * row[c];
    }
    return Float32Array.from(sums);
  });
}

/** Twin of columnMean. */
export function columnMean(rows: readonly Float32Array[]): Reduction {
  const sums = new Float64Array(rows[0].length);
  for (const row of rows) for (let c = 0; c < sums.length; c++) sums[c] += row[c];
  return {
    aggregate: Float32Array.from(sums, (sum) => sum / rows.length),
    kept: new Float64Array(rows.length).fill(sums.length),
  };
}

/** Twin of meanAndDeviation. */
export function meanAndDeviation(rows: readonly Float32Array[]) {
  const n = rows.length;
  const means = new Float64Array(rows[0].length);
  const deviations = new Float64Array(means.length);
  for (const row of rows) for (let c = 0; c < means.length; c++) means[c] += row[c];
  for (let c = 0; c < means.length; c++) means[c] /= n;
  for (const row of rows) for (let c = 0; c < means.length; c++) deviations[c] += (row[c] - means[c]) ** 2;
  for (let c = 0; c < means.length; c++) deviations[c] = Math.sqrt(deviations[c] / n);
  return { means, deviations };
}

/** Twin of squaredDistancesTo. */
export function squaredDistancesTo(rows: readonly Float32Array[], target: Float32Array): Float64Array {
  return Float64Array.from(rows, (row) => row.reduce((sum, value, c) => sum + (value - target[c]) ** 2, 0));
}

/** Twin of convolution. */
export function convolution(
  input: Float32Array,
  kernel: Float32Array,
  { batch, input: [height, width, channels], output, kernel: field, stride, pad }: Convolution,
): Float32Array {
  const [rows, columns, outputs] = output;
  return Float32Array.from({ length: batch * rows * columns * outputs }, (_, at) => {
    const position = Math.floor(at / outputs);
    const image = Math.floor(position / columns / rows);
    const products: number[] = [];
    for (let ky = 0; ky < field[0]; ky++) {
      for (let kx = 0; kx < field[1]; kx++) {
        const y = (Math.floor(position / columns) % rows) * stride + ky - pad;
        const x = (position % columns) * stride + kx - pad;
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        for (let c = 0; c < channels; c++) {
          const value = inside ? input[((image * height + y) * width + x) * channels + c] : 0;
          const tap = (ky * field[1] + kx) * channels + c;
          products.push(Math.fround(value * kernel[tap * outputs + (at % outputs)]));
        }
      }
    }
    return sumOfRuns(products, field[1] * channels);
  });
}

/** Runs of so many values are summed 32 by 32 in order, these sums in order, all in float32. */
function sumOfRuns(values: readonly number[], run: number): number {
  let total: number | null = null;
  for (let start = 0; start < values.length; start += run) {
    for (let from = start; from < start + run; from += 32) {
      let sum = 0;
      for (const value of values.slice(from, Math.min(from + 32, start + run)))
        sum = Math.fround(sum + value);
      total = total === null ? sum : Math.fround(total + sum);
    }
  }
  return total ?? 0;
}

/** Twin of convolutionKernelGradient. */
export function convolutionKernelGradient(
  input: Float32Array,
  slopes: Float32Array,
  { batch, input: [height, width, channels], output, kernel, stride, pad }: Convolution,
): Float32Array {
  const [rows, columns, outputs] = output;
  const out = new Float32Array(kernel[0] * kernel[1] * channels * outputs);
  const positions = Array.from({ length: batch * rows * columns }, (_, p) => p);
  for (let start = 0; start < positions.length; start += 512) {
    for (let k = 0; k < out.length; k++) {
      const [j, c] = [k % outputs, Math.floor(k / outputs) % channels];
      const [kx, ky] = [
        Math.floor(k / outputs / channels) % kernel[1],
        Math.floor(k / outputs / channels / kernel[1]),
      ];
      let sum = 0;
      for (const p of positions.slice(start, start + 512)) {
        const y = (Math.floor(p / columns) % rows) * stride + ky - pad;
        const x = (p % columns) * stride + kx - pad;
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        const image = Math.floor(p / columns / rows);
        const value = inside ? input[((image * height + y) * width + x) * channels + c] : 0;
        sum = Math.fround(sum + Math.fround(value * slopes[p * outputs + j]));
      }
      out[k] += sum;
    }
  }
  return out;
}

/** Twin of pooledConvolution. */
export function pooledConvolution(
  input: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  sizes: PooledConvolution,
): Pooled {
  const { batch, outputs, pool } = sizes;
  const [rows, columns] = pooledSize(sizes);
  const values = new Float32Array(batch * rows * columns * outputs);
  const places = new Int32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    let highest = -Infinity;
    for (let place = 0; place < pool * pool; place++) {
      const products = patchAt(at, place, sizes).map((index, tap) =>
        Math.fround(input[index] * kernel[tap * outputs + (at % outputs)]),
      );
      const sum = sumOfRuns(products, sizes.kernel[1] * sizes.input[2]);
      if (sum > highest) [highest, places[at]] = [sum, place];
    }
    values[at] = highest + bias[at % outputs];
  }
  return { values, places };
}

/** Twin of pooledConvolutionGradient. */
export function pooledConvolutionGradient(
  {
    input,
    kernel,
    slopes,
    places,
  }: Record<'input' | 'kernel' | 'slopes', Float32Array> & { places: Int32Array },
  sizes: PooledConvolution,
) {
  const { outputs } = sizes;
  const sums = new Float64Array(kernel.length);
  const inputOut = new Float32Array(input.length);
  for (const [at, slope] of slopes.entries()) {
    for (const [tap, index] of patchAt(at, places[at], sizes).entries()) {
      sums[tap * outputs + (at % outputs)] += slope * input[index];
      inputOut[index] += Math.fround(slope * kernel[tap * outputs + (at % outputs)]);
    }
  }
  return { kernel: Float32Array.from(sums), input: inputOut };
}

/**
 * Indices of the inputs that a place in the window of an output depends on, in the order of ky, kx, channel.
 */
function patchAt(output: number, place: number, sizes: PooledConvolution): number[] {
  const { input, kernel, outputs, pool } = sizes;
  const [rows, columns] = pooledSize(sizes);
  const window = Math.floor(output / outputs);
  const image = Math.floor(window / columns / rows);
  const y = (Math.floor(window / columns) % rows) * pool + Math.floor(place / pool);
  const x = (window % columns) * pool + (place % pool);
  const indices: number[] = [];
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      for (let c = 0; c < input[2]; c++) {
        indices.push(((image * input[0] + y + ky) * input[1] + x + kx) * input[2] + c);
      }
    }
  }
  return indices;
}

/** Twin of perceptronGradient: [loss, gradient]. */
export function perceptronGradient(
  shape: PerceptronShape,
  parameters: Float32Array,
  data: Float64Array,
  labels: Int32Array,
  l2: number,
): [number, Float32Array] {
  const { hidden, classes } = shape;
  const batch = labels.length;
  const { activity, last, rows, loss } = perceptron(shape, parameters, data, labels);
  const slopes = new Float32Array(batch * hidden);
  const lastSums = new Float64Array(hidden * classes);
  const lastBiasSums = new Float64Array(classes);
  for (const [b, { powers, sum, active }] of rows.entries()) {
    const outer = powers.map((e, k) => (e / sum - (k === labels[b] ? 1 : 0)) / batch);
    for (const j of active) {
      const sums = [0, 0]; // over even and over odd classes
      for (let k = 0; k < classes; k++) {
        lastSums[j * classes + k] += activity[b * hidden + j] * outer[k];
        sums[k % 2] += last[j * classes + k] * outer[k];
      }
      slopes[b * hidden + j] = sums[0] + sums[1];
    }
    for (let k = 0; k < classes; k++) lastBiasSums[k] += outer[k];
  }
  const gradient = Float32Array.from([
    ...dataLayerKernelGradient(data, slopes, hidden),
    ...totals(slopes, hidden),
    ...lastSums,
    ...lastBiasSums,
  ]);
  const regularised = gradient.map((value, c) => (l2 > 0 ? value + l2 * parameters[c] : value));
  return [loss / batch, regularised];
}

/** Twin of perceptronLogits. */
export function perceptronLogits(
  shape: PerceptronShape,
  parameters: Float32Array,
  data: Float64Array,
  labels: Int32Array,
): { logits: Float64Array; lossSum: number } {
  const { rows, loss } = perceptron(shape, parameters, data, labels);
  return { logits: Float64Array.from(rows.flatMap(({ logits }) => [...logits])), lossSum: loss };
}

/** The way forward, which both go; of each image the logits, their powers and the sum of these. */
function perceptron(
  { inputs, hidden, classes }: PerceptronShape,
  parameters: Float32Array,
  data: Float64Array,
  labels: Int32Array,
) {
  const ends = [inputs * hidden, inputs * hidden + hidden, inputs * hidden + hidden + hidden * classes];
  const [kernel, bias] = [parameters.subarray(0, ends[0]), parameters.subarray(ends[0], ends[1])];
  const [last, lastBias] = [parameters.subarray(ends[1], ends[2]), parameters.subarray(ends[2])];
  const activity = dataLayer(data, kernel, bias);
  let loss = 0;
  const rows = [...labels].map((label, b) => {
    const logits = Float64Array.from(lastBias);
    const active = Array.from({ length: hidden }, (_, j) => j).filter((j) => activity[b * hidden + j] > 0);
    for (const j of active)
      for (let k = 0; k < classes; k++) logits[k] += activity[b * hidden + j] * last[j * classes + k];
    const highest = Math.max(...logits);
    const powers = logits.map((z) => exponential(z - highest));
    const sum = powers.reduce((total, e) => total + e, 0);
    loss += logarithm(sum) - (logits[label] - highest);
    return { logits, powers, sum, active };
  });
  return { activity, last, rows, loss };
}

const LN2 = [0.6931471803691238, 1.9082149292705877e-10] as const;

/** Twin of the kernels' own e^x, x <= 0. */
function exponential(x: number): number {
  if (x < -700) return 0;
  const k = Math.round(x * 1.4426950408889634);
  const r = x - k * LN2[0] - k * LN2[1];
  let factorial = 6_227_020_800;
  let sum = 1 / factorial;
  for (let n = 13; n > 0; n--) sum = sum * r + 1 / (factorial /= n);
  return sum * 2 ** k;
}

/** Twin of the kernels' own ln x, x >= 1. */
function logarithm(x: number): number {
  let [k, m] = [0, x];
  for (; m > Math.SQRT2; k++) m *= 0.5;
  const s = (m - 1) / (m + 1);
  let sum = 0;
  for (let n = 23; n > 0; n -= 2) sum = sum * (s * s) + 1 / n;
  return k * LN2[0] + (2 * s * sum + k * LN2[1]);
}
