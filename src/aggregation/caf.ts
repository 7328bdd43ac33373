import { topEigenpair } from '../kernels/topEigenpair.js';
import { centredProducts } from './centredProducts.js';
import { listFinite } from './listFinite.js';
import { atLeast, type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

/**
 * Covariance-bound agnostic filter: weights c = 1; while their sum exceeds n-2f, of the weighted mean mu
 * and the
 * top eigenpair (lambda, v) of the weighted covariance, c_i *= 1 - tau_i / max tau with tau_i = ((x_i -
 * mu).v)^2;
 * the mu of the least lambda is the result.
 *
 * The maximum is taken over rows of positive weight, so that each step takes at least one row away and
 * it ends
 * after n steps however far a removed row lies. The eigenpair is exact, by n x n inner products about mu.
 * Needs n > 2f; f=0 gives the mean. Not finite: such rows begin at weight 0.
 * Ties: the first of equal lambda. Cost: O(n^4) at most beside the distances. Influence: the weights of
 * the result.
 * Example, f=1, one column (0, 0, 9): the mean 3 has lambda 18; then the weights are 3/4, 3/4, 0 and
 * give 0.
 */
export const caf = defineRule({
  name: 'caf',
  label: 'CAF',
  aliases: ['covariance-bound-agnostic-filter'],
  summary: 'weighted mean, after the directions of largest spread lost weight',
  definition:
    'while sum c > n-2f: c_i *= 1 - tau_i / max tau, tau_i = ((x_i - mu).v)^2 along the top eigenvector; the mu of the least lambda',
  paper: {
    authors: 'Allouah, Guerraoui, Stephan',
    title: 'Towards Trustworthy Federated Learning with Untrusted Participants',
    venue: 'ICML',
    year: 2025,
  },
  picks: 'none',
  ranking: 'workers by how far they lie along the direction of largest spread',
  needs: 'n > 2f',
  check: (setting) => atLeast(setting, (f) => 2 * f + 1, 'n > 2f'),
  decide: filter,
});

function filter(geometry: Geometry, { declared }: RuleSetting): Decision {
  const { rows, squares } = geometry;
  const c = Float64Array.from(listFinite(geometry), Number);
  let best: number[] = normalise(c);
  let least = Infinity;
  let scores = new Array<number>(rows).fill(0);
  for (let total = addUp(c); total > rows - 2 * declared; total = addUp(c)) {
    const p = normalise(c);
    const { value, along } = findSpread(squares, p);
    if (least === Infinity) scores = Array.from(c, (weight, row) => (weight > 0 ? along[row] : Infinity));
    if (value < least) [least, best] = [value, p];
    const most = along.reduce((max, tau, row) => (c[row] > 0 ? Math.max(max, tau) : max), 0);
    if (most === 0) break; // all that is left is equal
    for (let row = 0; row < rows; row++) c[row] *= c[row] > 0 ? 1 - along[row] / most : 0;
  }
  const chosen = best.flatMap((weight, row) => (weight > 0 ? [row] : []));
  return chosen.length === 0 ? { chosen: [0], scores } : { chosen, scores, weights: best };
}

/** The top eigenvalue of the weighted covariance, and each row's squared place along its eigenvector. */
function findSpread(squares: Float64Array, p: readonly number[]): { value: number; along: number[] } {
  const n = p.length;
  const products = centredProducts(squares, p);
  const roots = p.map(Math.sqrt);
  const covariance = products.map((product, k) => {
    const weight = roots[Math.floor(k / n)] * roots[k % n];
    return weight === 0 ? 0 : weight * product;
  });
  const { value, vector } = topEigenpair(covariance, n);
  const along = p.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) if (p[j] > 0) sum += products[i * n + j] * roots[j] * vector[j];
    return p[i] > 0 && value > 0 ? (sum * sum) / value : 0;
  });
  return { value, along };
}

function normalise(c: Float64Array): number[] {
  const total = addUp(c);
  return Array.from(c, (weight) => (total === 0 ? 0 : weight / total));
}

function addUp(c: Float64Array): number {
  return c.reduce((sum, weight) => sum + weight, 0);
}
