import { topEigenpair } from '../kernels/topEigenpair.js';
import { type CentredProducts, centredProducts } from './centredProducts.js';

/** A place on the map, in sigma: the root mean square distance of the honest reports to their mean. */
export interface MapPlace {
  /** The row of a report; null: the aggregate. */
  readonly row: number | null;
  readonly corrupted: boolean;
  /** Along the attack: from the mean of the honest reports towards that of the corrupted ones. */
  readonly along: number;
  /** Across it, where the honest reports differ most. */
  readonly across: number;
  /** From the honest mean, in all directions: what the map does not show of it too. */
  readonly distance: number;
}

/** The reports of a round in two axes; the honest mean is at 0, 0. */
export interface ReportMap {
  /** All reports in order of their rows, then the aggregate, if there is one. */
  readonly places: readonly MapPlace[];
  /** Shares of the honest reports' squared distances to their mean that lie along each axis. */
  readonly alongShare: number;
  readonly acrossShare: number;
}

/** A difference of means that is smaller than this share of sigma is rounding. */
const ROUNDING = 1e-7;

/**
 * A map of reports by their inner products alone (classical scaling). With h the mean of the k honest ones,
 * y_i = x_i - h, and a the mean of the corrupted y: along_i = <a, y_i> / |a|.
 * The other axis is the top eigenvector u, of value l, of the honest G_ij = <y_i, y_j> - along_i along_j:
 * across_j = sum_i u_i G_ij / sqrt(l).
 * The honest report farthest off across, the first of equal ones, is above 0.
 * null without two honest reports that differ and a corrupted one, where the means are equal,
 * and where a report is not finite. Cost: O(n^2 d + n^3).
 */
export function mapReports(
  reports: readonly Float32Array[],
  isCorrupted: (row: number) => boolean,
  aggregate: Float32Array | null,
): ReportMap | null {
  const all = reports.map((_, row) => row);
  const honest = all.filter((row) => !isCorrupted(row));
  const corrupted = all.filter((row) => isCorrupted(row));
  if (honest.length < 2 || corrupted.length === 0) return null;
  const order = [...honest, ...corrupted];
  const rows = [...order.map((row) => reports[row]), ...(aggregate === null ? [] : [aggregate])];
  const products = centredProducts(rows, honest.length);
  if (products === null || !(products.trace > 0)) return null;
  const theirs = corrupted.map((_, place) => honest.length + place);
  const along = measureAlong(products, theirs, rows.length);
  if (along === null) return null;
  const { values: across, share: acrossShare } = measureAcross(products, along);
  const sigma = Math.sqrt(products.trace / products.k);
  const places = rows.map((_, place) => ({
    row: order[place] ?? null,
    corrupted: theirs.includes(place),
    along: along[place] / sigma,
    across: across[place] / sigma,
    distance: Math.sqrt(Math.max(0, products.at(place, place))) / sigma,
  }));
  places.sort((a, b) => (a.row ?? Infinity) - (b.row ?? Infinity));
  const squares = along.slice(0, products.k).reduce((sum, value) => sum + value ** 2, 0);
  return { places, alongShare: squares / products.trace, acrossShare };
}

function measureAlong(
  { k, at, trace }: CentredProducts,
  theirs: readonly number[],
  n: number,
): Float64Array | null {
  const meanOver = (row: number) => theirs.reduce((sum, place) => sum + at(place, row), 0) / theirs.length;
  const products = Float64Array.from({ length: n }, (_, row) => meanOver(row));
  const square = theirs.reduce((sum, place) => sum + products[place], 0) / theirs.length;
  if (!(square > ROUNDING ** 2 * (trace / k))) return null;
  return products.map((product) => product / Math.sqrt(square));
}

function measureAcross({ k, at, trace }: CentredProducts, along: Float64Array) {
  const left = (i: number, j: number) => at(i, j) - along[i] * along[j];
  const gram = Float64Array.from({ length: k ** 2 }, (_, cell) => left(Math.floor(cell / k), cell % k));
  const { value, vector } = topEigenpair(gram, k);
  const isFlat = !(value > ROUNDING ** 2 * trace);
  if (isFlat) return { values: new Float64Array(along.length), share: 0 };
  const found = along.map((_, j) => vector.reduce((sum, u, i) => sum + u * left(i, j), 0) / Math.sqrt(value));
  const most = found.slice(0, k).reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return { values: most < 0 ? found.map((x) => -x) : found, share: value / trace };
}
