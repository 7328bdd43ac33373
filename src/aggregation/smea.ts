import { topEigenpair } from '../kernels/topEigenpair.js';
import { centredProducts } from './centredProducts.js';
import { atLeast, type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

const SUBSETS_MAX = 20_000;

/**
 * Smallest maximum eigenvalue averaging: among all subsets of n-f rows the one
 * whose covariance has the least top eigenvalue; its mean.
 *
 * By branch and bound in lexicographic order: a subset's scatter along any direction only grows with
 * more rows, so
 * one is given up where half its largest squared distance, or its scatter along the best
 * subset's top direction, is as large already. Exact.
 * Needs n > 2f and C(n, f) <= 20,000, the bound of the cost, each subset O((n-f)^3).
 * Not finite: a subset with such a row has an infinite eigenvalue.
 * Ties: of equal eigenvalues the first subset in lexicographic order. Influence: equal shares of the
 * subset.
 * Example, f=1, one column (0, 1, 2, 9): 1, the mean of 0, 1, 2.
 */
export const smea = defineRule({
  name: 'smea',
  label: 'SMEA',
  aliases: ['smallest-maximum-eigenvalue-averaging'],
  summary: 'mean of the n-f reports that spread least in any direction',
  definition: 'mean of the subset of n-f rows whose covariance has the least top eigenvalue',
  paper: {
    authors: 'Allouah et al.',
    title: 'On the Privacy-Robustness-Utility Trilemma in Distributed Learning',
    venue: 'ICML',
    year: 2023,
  },
  picks: 'several',
  ranking: 'workers by their squared distance to the mean of the subset',
  needs: `n > 2f, C(n, f) <= ${SUBSETS_MAX}`,
  check: (setting) => {
    const problem = atLeast(setting, (f) => 2 * f + 1, 'n > 2f');
    const { workers, declared } = setting;
    if (problem !== null || countSubsets(workers, declared) <= SUBSETS_MAX) return problem;
    let most = declared;
    while (countSubsets(workers, most) > SUBSETS_MAX) most--;
    const allowed = `at most ${SUBSETS_MAX} subsets C(n, f): f from 0 to ${most} for ${workers} workers`;
    return { found: `n=${workers}, f=${declared}`, allowed };
  },
  decide: findTightest,
});

/** C(n, f), or more than is allowed. */
function countSubsets(n: number, f: number): number {
  let count = 1;
  for (let k = 0; k < f && count <= SUBSETS_MAX; k++) count = (count * (n - k)) / (k + 1);
  return count;
}

function findTightest({ rows, squares }: Geometry, { declared }: RuleSetting): Decision {
  const size = rows - declared;
  let best = Array.from({ length: size }, (_, row) => row);
  let least = Infinity;
  let places = new Float64Array(rows);
  const take = (subset: readonly number[], from: number, widest: number): void => {
    if (widest / 2 >= least || scatter(subset, places) >= least) return;
    if (subset.length === size) {
      const { value, along } = measureSpread(squares, rows, subset);
      if (value < least) [least, best, places] = [value, [...subset], along];
      return;
    }
    for (let row = from; row <= rows - (size - subset.length); row++) {
      const wider = subset.reduce((most, other) => Math.max(most, squares[row * rows + other]), widest);
      if (Number.isFinite(wider)) take([...subset, row], row + 1, wider);
    }
  };
  take([], 0, 0);
  const weights = Array.from({ length: rows }, (_, row) => (best.includes(row) ? 1 / size : 0));
  const products = centredProducts(squares, weights);
  const scores = weights.map((_, row) => finiteOrInfinite(products[row * rows + row]));
  return { chosen: best, scores };
}

/** The top eigenvalue of a subset's scatter, and every row's place along its direction, of length 1. */
function measureSpread(squares: Float64Array, rows: number, subset: readonly number[]) {
  const weights = Array.from({ length: rows }, () => 0);
  for (const row of subset) weights[row] = 1 / subset.length;
  const products = centredProducts(squares, weights);
  const size = subset.length;
  const inside = Float64Array.from({ length: size * size }, (_, k) => {
    return products[subset[Math.floor(k / size)] * rows + subset[k % size]];
  });
  const { value, vector } = topEigenpair(inside, size);
  const length = Math.sqrt(value);
  const along = Float64Array.from({ length: rows }, (_, row) => {
    const sum = subset.reduce((total, other, k) => total + products[row * rows + other] * vector[k], 0);
    return value > 0 && Number.isFinite(sum) ? sum / length : 0;
  });
  return { value, along };
}

/**
 * The scatter of a subset along a direction, by the rows' places along it, a little less for rounding.
 */
function scatter(subset: readonly number[], places: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const row of subset) {
    sum += places[row];
    squares += places[row] * places[row];
  }
  return subset.length === 0 ? 0 : (squares - (sum * sum) / subset.length) * (1 - 1e-9) - 1e-12 * squares;
}

function finiteOrInfinite(value: number): number {
  return Number.isFinite(value) ? value : Infinity;
}
