import { medianValue } from '../kernels/rankAscending.js';
import { findDense } from './findDense.js';
import { type Decision, defineRule, type Geometry, type RuleProblem, type RuleSetting } from './rule.js';
import { splitInTwo } from './splitInTwo.js';

const LEAST = 0.1;
const MOST = 3;
/** More rows would be split for seconds, in every round. */
const ROWS_MAX = 1024;
const SHARE = 0.1;

/**
 * SignGuard: reports whose norm is between 0.1 M and 3 M, M the median norm, and whose shares of positive,
 * zero and negative coordinates lie in the largest cluster; their mean, clipped to M.
 *
 * blades: shares of all coordinates, exact 2-means; rows are clipped to M first, so 3 M never acts.
 * flpoison: of a random contiguous tenth, each share divided by the largest of it, DBSCAN(0.05, 3).
 * Of nothing that is left the mean is zero (Blades); where DBSCAN finds no cluster, all rows are one.
 * Needs n from 1 (flpoison: 3) to 1024, and the reports as they come: no transform can stand before it.
 * Not finite: such rows leave first. Ties: of equal clusters that of the lowest row.
 * Cost: O(n d), and O(n^3) for 2-means. Influence: the clip factors of the rows that are left.
 * Example: of rows (1, 1), (2, 1), (-1, -1) the mean of the first two.
 */
export const signguard = defineRule({
  name: 'signguard',
  label: 'SignGuard',
  summary: 'mean of the clipped reports whose norms are usual and whose signs are those of most',
  paper: {
    authors: 'Xu et al.',
    title: 'Byzantine-robust Federated Learning through Collaborative Malicious Gradient Filtering',
    venue: 'ICDCS',
    year: 2022,
  },
  variants: [
    {
      name: 'blades',
      definition:
        'mean of x_i min(1, M / |x_i|) over 0.1 M < |x_i| and the larger of two clusters (exact 2-means) by shares of signs',
    },
    {
      name: 'flpoison',
      definition:
        'over 0.1 M < |x_i| < 3 M and the largest cluster (DBSCAN) by scaled shares of signs on a random tenth',
    },
  ],
  picks: 'several',
  ranking: 'workers by the difference of their norm to the median',
  needs: 'n <= 1024, as flpoison n >= 3; no transform before it',
  asksNorms: true,
  check: ({ workers, declared, variant }): RuleProblem | null => {
    const least = variant === 'flpoison' ? 3 : 1;
    if (workers >= least && workers <= ROWS_MAX) return null;
    return { found: `n=${workers}, f=${declared}`, allowed: `n from ${least} to ${ROWS_MAX}` };
  },
  sums: {
    count: ({ workers }) => 2 * workers + 1,
    measure: (rows, { variant }, { start, coordinates, random }) => {
      const size = variant === 'flpoison' ? Math.max(1, Math.floor(SHARE * coordinates)) : coordinates;
      const first = size === coordinates ? 0 : random('window').below(coordinates - size + 1);
      const clip = (place: number) => Math.min(Math.max(place - start, 0), rows[0].length);
      return countSigns(rows.map((row) => row.subarray(clip(first), clip(first + size))));
    },
  },
  decide,
});

/** How many values of each row are positive, then how many are zero, then how many there are. */
function countSigns(rows: readonly Float32Array[]): Float64Array {
  const counts = new Float64Array(2 * rows.length + 1);
  counts[2 * rows.length] = rows[0].length;
  for (const [i, row] of rows.entries()) {
    let [positive, zero] = [0, 0];
    for (let c = 0; c < row.length; c++) {
      // Added up without a branch: signs are as good as random, and no processor foresees them.
      positive += Number(row[c] > 0);
      zero += Number(row[c] === 0);
    }
    counts[i] = positive;
    counts[rows.length + i] = zero;
  }
  return counts;
}

function decide({ rows, squaredNorms, sums }: Geometry, setting: RuleSetting): Decision {
  const norms = Array.from(squaredNorms!, Math.sqrt);
  const finite = norms.flatMap((norm, row) => (Number.isFinite(norm) ? [row] : []));
  const middle = medianValue(norms);
  const most = setting.variant === 'flpoison' ? MOST * middle : Infinity;
  const similar = findSimilar(finite, sums!, setting);
  const chosen = similar.filter((row) => norms[row] > LEAST * middle && norms[row] < most);
  const scores = norms.map((norm) => (Number.isFinite(norm) ? Math.abs(norm - middle) : Infinity));
  const weights = new Array<number>(rows).fill(0);
  for (const row of chosen) weights[row] = Math.min(1, middle / norms[row]) / chosen.length;
  return { chosen: chosen.length > 0 ? chosen : [0], scores, weights };
}

/** Of some rows, in their order, the largest cluster by the counts of their signs. */
function findSimilar(rows: readonly number[], counts: Float64Array, setting: RuleSetting): number[] {
  const n = setting.workers;
  if (rows.length === 0) return [];
  if (setting.variant === 'flpoison') {
    const dense = findDense(measureShares(rows, counts, n), rows.length, { reach: 0.05, least: 3 });
    return dense.length === 0 ? [...rows] : dense.map((k) => rows[k]);
  }
  const isFirst = splitInTwo(rows.map((row) => [counts[row], counts[n + row]]));
  const size = isFirst.filter((is) => is).length;
  return rows.filter((_, k) => isFirst[k] === 2 * size >= rows.length);
}

/** The distances of rows by their shares of positive, zero and negative values, each over its largest. */
function measureShares(rows: readonly number[], counts: Float64Array, n: number) {
  const size = counts[2 * n];
  const shares = [
    rows.map((row) => counts[row]),
    rows.map((row) => counts[n + row]),
    rows.map((row) => size - counts[row] - counts[n + row]),
  ].map((kind) => {
    const largest = Math.max(...kind);
    return kind.map((count) => (largest === 0 ? 0 : count / largest));
  });
  return (i: number, j: number) => Math.sqrt(shares.reduce((sum, kind) => sum + (kind[i] - kind[j]) ** 2, 0));
}
