import { median } from '../statistics/spread.js';
import { type CentredProducts, centredProducts } from './centredProducts.js';

/** Where a report lies beside the honest ones. */
export interface CloudPlace {
  /** The row of the report; of several equal ones the first. */
  readonly row: number;
  /** How many corrupted workers report the same. */
  readonly equal: number;
  /** The most that a coordinate is from the honest mean, in honest deviations, and the coordinate. */
  readonly largestZ: number;
  readonly coordinate: number;
  /** The share of coordinates that are more than 3 honest deviations off. */
  readonly beyondShare: number;
  /** In the covariance of the honest reports; null where these lie in fewer directions than they are. */
  readonly mahalanobis: number | null;
  /** The share of its squared distance to the honest mean that leads out of their span; null likewise. */
  readonly outsideShare: number | null;
}

/** The reports of corrupted workers beside those of honest ones. */
export interface HonestCloud {
  readonly honest: {
    readonly count: number;
    /** Medians over the honest reports, each beside all of them. */
    readonly largestZ: number;
    readonly beyondShare: number;
    /** The same for each: sqrt(k - 1), where k reports lie in k - 1 directions. */
    readonly mahalanobis: number | null;
  };
  /** Each report that differs from those before it, at most `PLACES_MAX`. */
  readonly theirs: readonly CloudPlace[];
}

const PLACES_MAX = 4;
const BEYOND = 3;
/** A pivot smaller than this share of the mean diagonal element is rounding. */
const SINGULAR = 1e-9;

/**
 * How far corrupted reports lie inside or outside of the cloud of the k honest ones.
 * With the honest mean h and deviation s (of the population) of each coordinate, z_c = (x_c - h_c) / s_c;
 * where all honest ones agree, what differs at all is beyond.
 * Mahalanobis: sqrt(v' S+ v), v = x - h, S = X'X / k of the centred honest rows X,
 * by the k x k matrix of inner products G = XX', which squared distances give: k |G+ X v|^2.
 * null without two honest reports and a corrupted one, or where one is not finite. Cost: O(n^2 d).
 */
export function measureCloud(
  reports: readonly Float32Array[],
  isCorrupted: (row: number) => boolean,
): HonestCloud | null {
  const all = reports.map((_, row) => row);
  const honest = all.filter((row) => !isCorrupted(row));
  const groups = groupEqual(
    all.filter((row) => isCorrupted(row)),
    reports,
  ).slice(0, PLACES_MAX);
  if (honest.length < 2 || groups.length === 0) return null;
  const shown = [...honest, ...groups.map(([row]) => row)];
  const products = centredProducts(
    shown.map((row) => reports[row]),
    honest.length,
  );
  if (products === null) return null;
  const spread = measureSpread(honest.map((row) => reports[row]));
  const gram = withFactor(products);
  const own = honest.map((row) => placeByCoordinate(reports[row], spread));
  return {
    honest: {
      count: honest.length,
      largestZ: median(own.map(({ largestZ }) => largestZ)),
      beyondShare: median(own.map(({ beyondShare }) => beyondShare)),
      mahalanobis: gram.factor === null ? null : Math.sqrt(honest.length - 1),
    },
    theirs: groups.map((rows, place) => ({
      ...{ row: rows[0], equal: rows.length },
      ...placeByCoordinate(reports[rows[0]], spread),
      ...placeByGeometry(gram, honest.length + place),
    })),
  };
}

function groupEqual(rows: readonly number[], reports: readonly Float32Array[]): number[][] {
  const groups: number[][] = [];
  const isEqual = (a: Float32Array, b: Float32Array) => a.every((value, c) => value === b[c]);
  for (const row of rows) {
    const found = groups.find(([first]) => isEqual(reports[first], reports[row]));
    if (found === undefined) groups.push([row]);
    else found.push(row);
  }
  return groups;
}

/** Mean and deviation of every coordinate. */
function measureSpread(rows: readonly Float32Array[]) {
  const mean = new Float64Array(rows[0].length);
  const deviation = new Float64Array(rows[0].length);
  for (const row of rows) for (let c = 0; c < mean.length; c++) mean[c] += row[c];
  for (let c = 0; c < mean.length; c++) mean[c] /= rows.length;
  for (const row of rows) for (let c = 0; c < mean.length; c++) deviation[c] += (row[c] - mean[c]) ** 2;
  for (let c = 0; c < mean.length; c++) deviation[c] = Math.sqrt(deviation[c] / rows.length);
  return { mean, deviation };
}

function placeByCoordinate(row: Float32Array, { mean, deviation }: ReturnType<typeof measureSpread>) {
  let [largestZ, coordinate, beyond] = [0, 0, 0];
  for (let c = 0; c < row.length; c++) {
    const off = Math.abs(row[c] - mean[c]);
    if (off > BEYOND * deviation[c]) beyond++;
    if (deviation[c] > 0 && off / deviation[c] > largestZ) [largestZ, coordinate] = [off / deviation[c], c];
  }
  return { largestZ, coordinate, beyondShare: beyond / row.length };
}

/** Inner products, with Cholesky's factor of G + (trace / k^2) 11', by which G+ is had of what sums to 0. */
interface Factored extends CentredProducts {
  /** null: singular. */
  readonly factor: readonly Float64Array[] | null;
}

function withFactor(products: CentredProducts): Factored {
  const { k, at, trace } = products;
  const along = trace / k ** 2;
  return { ...products, factor: factorise((i, j) => at(i, j) + along, k, SINGULAR * along * k) };
}

/** L with LL' = the k x k matrix; null where a pivot is no larger than `least`. */
function factorise(at: (i: number, j: number) => number, k: number, least: number): Float64Array[] | null {
  const factor = Array.from({ length: k }, () => new Float64Array(k));
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let l = 0; l < j; l++) sum -= factor[i][l] * factor[j][l];
      if (i > j) factor[i][j] = sum / factor[j][j];
      else if (!(sum > least)) return null;
      else factor[i][i] = Math.sqrt(sum);
    }
  }
  return factor;
}

function placeByGeometry({ k, at, factor }: Factored, row: number) {
  if (factor === null) return { mahalanobis: null, outsideShare: null };
  const towards = Float64Array.from({ length: k }, (_, i) => at(i, row));
  const found = towards.slice();
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) found[i] -= factor[i][j] * found[j];
    found[i] /= factor[i][i];
  }
  for (let i = k - 1; i >= 0; i--) {
    for (let j = i + 1; j < k; j++) found[i] -= factor[j][i] * found[j];
    found[i] /= factor[i][i];
  }
  const squared = found.reduce((sum, value) => sum + value ** 2, 0);
  const inside = found.reduce((sum, value, i) => sum + value * towards[i], 0);
  const distance = at(row, row);
  const outsideShare = distance > 0 ? Math.min(1, Math.max(0, 1 - inside / distance)) : 0;
  return { mahalanobis: Math.sqrt(k * squared), outsideShare };
}
