import { findCompleteSubset } from './findCompleteSubset.js';
import { measureToMix } from './points.js';
import { atLeast, type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

const DECLARED_MAX = 24;

/**
 * Minimum-diameter averaging: among all subsets of n-f rows the one of the smallest largest distance;
 * its mean.
 *
 * Not by trying C(n, f) subsets: for a diameter, the rows to leave out are a vertex cover, of at most f
 * rows, of
 * the pairs that are farther apart. The least diameter is found by bisection of the n(n-1)/2 distances,
 * each cover by branch and bound in fewer than 1.5^f steps of O(n^2).
 * Needs n > 2f and f <= 24, the bound of the cost.
 * Not finite: such rows are infinitely far from all others.
 * Ties: of equal diameters the first subset in lexicographic order.
 * Influence: equal shares of the subset. Example, f=1, one column (0, 1, 2, 9): 1, the mean of 0, 1, 2.
 */
export const mda = defineRule({
  name: 'mda',
  label: 'MDA',
  aliases: ['minimum-diameter-averaging', 'brute'],
  summary: 'mean of the n-f reports that lie closest together',
  definition: 'mean of the subset of n-f rows of the smallest largest distance',
  paper: {
    authors: 'El Mhamdi et al.',
    title: 'Genuinely Distributed Byzantine Machine Learning',
    venue: 'PODC',
    year: 2020,
  },
  picks: 'several',
  ranking: 'workers by their squared distance to the mean of the subset',
  needs: `n > 2f, f <= ${DECLARED_MAX}`,
  check: (setting) => {
    const problem = atLeast(setting, (f) => 2 * f + 1, 'n > 2f');
    if (problem !== null || setting.declared <= DECLARED_MAX) return problem;
    return {
      found: `f=${setting.declared}`,
      allowed: `f up to ${DECLARED_MAX}: what it takes grows as 1.5^f`,
    };
  },
  decide: findSmallest,
});

function findSmallest({ rows, squares }: Geometry, { declared }: RuleSetting): Decision {
  const known = squares.map((square) => (square < Infinity ? square : Infinity));
  const diameters = [...new Set([0, ...known])].sort((a, b) => a - b);
  const find = (diameter: number) =>
    findCompleteSubset(rows, declared, (i, j) => known[i * rows + j] <= diameter);
  let [low, high] = [0, diameters.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (find(diameters[middle]).isThere()) high = middle;
    else low = middle + 1;
  }
  const chosen = find(diameters[low]).first();
  const weights = Array.from({ length: rows }, (_, row) => (chosen.includes(row) ? 1 / chosen.length : 0));
  const scores = Array.from(measureToMix({ count: rows, squares }, weights));
  return { chosen, scores };
}
