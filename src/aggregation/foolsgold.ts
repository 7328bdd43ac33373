import { option } from '../entries/option.js';
import { gather } from '../kernels/gather.js';
import { innerProduct } from '../kernels/innerProduct.js';
import { naturalLogarithm } from '../kernels/naturalLogarithm.js';
import { rankAscending } from '../kernels/rankAscending.js';
import { mixRows } from './mixRows.js';
import { type BlockView, defineRule, type ParameterTensor } from './rule.js';

const TINY = 1e-6;

/**
 * FoolsGold: reports longer than 1 are scaled to 1, x_i, and added to what each worker sent before, S_i.
 * c_ij are the cosines of S_i and S_j on indicative coordinates: for every class the floor(k classes)
 * largest weights of the output layer's kernel, at least 1 (FLPoison); all where there is no such kernel.
 * v_i = max_j c_ij + 1e-6; c_ij *= v_i / v_j where v_i < v_j; a_i = 1 - max_j c_ij clipped to [0, 1]
 * and divided by the largest, 1 becoming 0.99; w_i = ln(a_i / (1 - a_i) + 1e-6) + 0.5 clipped to [0, 1].
 * The result is the sum of w_i x_i, not divided by the weights.
 *
 * Workers alike in their history are taken for one, so of equal reports nothing is left (FLPoison: NaN).
 * Needs n >= 2, and the reports as they come: no transform can stand before it.
 * Not finite: such a row counts as zero. Ties: none. Cost: O(n^2 d). Influence: w_i times the clip factor.
 * Example: of first rows (1, 0), (1, 0), (0, 1) the third alone.
 */
export const foolsgold = defineRule({
  name: 'foolsgold',
  label: 'FoolsGold',
  summary: 'sum of the clipped reports, those with a history like another’s weighed down',
  definition:
    'sum of w_i x_i, |x_i| <= 1, w_i falling with the largest cosine of worker i’s sum of reports to another’s on indicative coordinates',
  paper: {
    authors: 'Fung, Yoon, Beschastnikh',
    title: 'The Limitations of Federated Learning in Sybil Settings',
    venue: 'RAID',
    year: 2020,
  },
  options: {
    k: option.real({
      ...{ least: 0, most: 1, default: 0.1 },
      about: 'how many weights of the output layer are indicative for a class, in parts of the classes',
    }),
  },
  ranking: 'workers by their largest cosine to another',
  needs: 'n >= 2; no transform before it',
  asksNorms: true,
  keepsAgreement: false,
  memory: [{ name: 'sums', rows: 'workers', length: 'parameters' }],
  check: ({ workers, declared }) =>
    workers >= 2 ? null : { found: `n=${workers}, f=${declared}`, allowed: 'n >= 2' },
  sums: {
    // S_i S_j, x_i S_j, x_i x_j, of reports that are not scaled yet.
    count: ({ workers }) => 3 * workers ** 2,
    measure: (rows, { options: { k } }, view, memory) => {
      const places = listIndicative(view, k, rows[0].length);
      const pick = (row: Float32Array) => gather(row, places);
      const [sums, now] = [memory.sums.before.map(pick), rows.map(pick)];
      const pairs = [multiply(sums, sums), multiply(now, sums), multiply(now, now)];
      return Float64Array.from(pairs.flatMap((one) => [...one]));
    },
  },
  decide: ({ rows, squaredNorms, sums }) => {
    const scales = Array.from(squaredNorms!, (square) => {
      if (!Number.isFinite(square)) return 0;
      return square > 1 ? 1 / Math.sqrt(square) : 1;
    });
    const cosines = measureCosines(sums!, scales);
    const weights = weigh(cosines, rows);
    return {
      chosen: scales.map((_, row) => row),
      scores: scales.map((_, row) => findLargest(cosines, rows, row)),
      weights: weights.map((weight, row) => weight * scales[row]),
      scales,
    };
  },
  reduce: (rows, _setting, decision, { sums }) => {
    for (const [i, row] of rows.entries()) {
      const [scale, before, after] = [decision!.scales![i], sums.before[i], sums.after[i]];
      for (let c = 0; c < row.length; c++) after[c] = before[c] + (scale === 0 ? 0 : scale * row[c]);
    }
    return mixRows(rows, decision!);
  },
});

/** The indicative coordinates of a block, counted from its first. */
function listIndicative({ start, tensors }: BlockView, k: number, length: number): number[] {
  const kernel = tensors().findLast(({ kind, shape }) => kind === 'kernel' && shape.length === 2);
  if (kernel === undefined) return Array.from({ length }, (_, c) => c);
  return listLargest(kernel, k)
    .map((c) => c - start)
    .filter((c) => c >= 0 && c < length);
}

/** Of a kernel [inputs, classes] the coordinates of the largest weights of each class. */
function listLargest({ shape: [inputs, classes], start, values }: ParameterTensor, k: number): number[] {
  const count = Math.min(inputs, Math.max(1, Math.floor(k * classes)));
  const places = Array.from({ length: classes }, (_, label) => {
    const weights = Array.from({ length: inputs }, (__, input) => -values[input * classes + label]);
    return rankAscending(weights)
      .slice(0, count)
      .map((input) => start + input * classes + label);
  });
  return places.flat().sort((a, b) => a - b);
}

function multiply(a: readonly Float32Array[], b: readonly Float32Array[]): Float64Array {
  return Float64Array.from(a.flatMap((row) => b.map((other) => innerProduct(row, other))));
}

/** The cosines of S_i + scale_i x_i, row-major; 0 of a row to itself and where a row is zero. */
function measureCosines(sums: Float64Array, scales: readonly number[]): Float64Array {
  const n = scales.length;
  const times = (scale: number, product: number) => (scale === 0 ? 0 : scale * product);
  const product = (i: number, j: number) =>
    sums[i * n + j] +
    times(scales[i], sums[n * n + i * n + j]) +
    times(scales[j], sums[n * n + j * n + i]) +
    times(scales[i] * scales[j], sums[2 * n * n + i * n + j]);
  const cosines = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // One root, so that of equal rows the cosine is 1 to the last bit.
      const lengths = Math.sqrt(product(i, i) * product(j, j));
      if (i !== j && lengths > 0) cosines[i * n + j] = Math.min(1, product(i, j) / lengths);
    }
  }
  return cosines;
}

/** w_i of the cosines, with FLPoison's pardon for those who are like somebody more alike to others. */
function weigh(cosines: Float64Array, n: number): number[] {
  const rows = Array.from({ length: n }, (_, row) => row);
  const largest = rows.map((row) => findLargest(cosines, n, row) + TINY);
  const pardoned = cosines.map((cosine, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i !== j && largest[i] < largest[j] ? (cosine * largest[i]) / largest[j] : cosine;
  });
  const unlike = rows.map((row) => Math.min(1, Math.max(0, 1 - findLargest(pardoned, n, row))));
  const most = Math.max(...unlike);
  return unlike.map((value) => {
    if (most === 0) return 0;
    const part = value === most ? 0.99 : value / most;
    return Math.min(1, Math.max(0, naturalLogarithm(part / (1 - part) + TINY) + 0.5));
  });
}

/** The largest of a row, that of the row itself, 0, among them. */
function findLargest(cosines: Float64Array, n: number, row: number): number {
  return Math.max(...cosines.subarray(row * n, (row + 1) * n));
}
