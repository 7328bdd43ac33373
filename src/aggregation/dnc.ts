import { option } from '../entries/option.js';
import { squaredDistances } from '../kernels/distances.js';
import { gather } from '../kernels/gather.js';
import { rankAscending } from '../kernels/rankAscending.js';
import { topEigenpair } from '../kernels/topEigenpair.js';
import { centredProducts } from './centredProducts.js';
import { listFinite } from './listFinite.js';
import { atLeast, defineRule } from './rule.js';

/**
 * Divide and conquer: `iterations` times, over a random set of coordinates of the round, centred rows are
 * projected on their first right singular vector, and the n - floor(c f) of the smallest squared
 * projections stay;
 * the result is the mean of the rows that stayed every time, or zero where none did (as in Blades).
 *
 * The projection of row i is sqrt(lambda) u_i of the top eigenpair of the n x n inner products about the
 * mean.
 * Needs n > c f, and the reports as they come: no transform can stand before it.
 * Not finite: such rows leave first. Ties: the lowest row. Cost: O(iterations (n^2 sample + n^3)).
 * Influence: equal shares of the rows that stayed.
 * Example, f=1, one iteration, one column (0, 1, 2, 9): 1, the mean of 0, 1, 2.
 */
export const dnc = defineRule({
  name: 'dnc',
  label: 'DnC',
  aliases: ['divide-and-conquer'],
  summary: 'mean of the reports that lie near along the direction of largest spread, on sampled coordinates',
  definition:
    'mean of the rows that are among the n - floor(c f) of the smallest (y_i . v)^2 in each of `iterations` random sets of coordinates',
  paper: {
    authors: 'Shejwalkar, Houmansadr',
    title:
      'Manipulating the Byzantine: Optimizing Model Poisoning Attacks and Defenses for Federated Learning',
    venue: 'NDSS',
    year: 2021,
  },
  options: {
    iterations: option.whole({
      least: 1,
      most: 50,
      default: 5,
      about: 'how many sets of coordinates are drawn',
    }),
    sample: option.whole({
      ...{ least: 1, most: 100_000_000, default: 10_000 },
      about: 'how many coordinates are in a set; all where there are fewer',
    }),
    c: option.real({ least: 0, most: 10, default: 1, about: 'how many rows leave a set, in parts of f' }),
  },
  picks: 'several',
  ranking: 'workers by their largest share of the spread',
  needs: 'n > c f; no transform before it',
  check: (setting) => {
    const { workers, declared, options } = setting;
    const problem = atLeast(setting, (f) => f + 1, 'n > f');
    if (problem !== null || workers > Math.floor(options.c * declared)) return problem;
    return { found: `n=${workers}, f=${declared}, c=${options.c}`, allowed: 'n > c f' };
  },
  sums: {
    count: ({ workers, options }) => options.iterations * workers ** 2,
    measure: (rows, { options: { iterations, sample } }, { start, subset }) => {
      const sums = new Float64Array(iterations * rows.length ** 2);
      for (let k = 0; k < iterations; k++) {
        const places = listPlaces(subset(`coordinates ${k}`, sample), start, rows[0].length);
        if (places.length === 0) continue;
        const parts = rows.map((row) => gather(row, places));
        sums.set(squaredDistances(parts), k * rows.length ** 2);
      }
      return sums;
    },
  },
  decide: (geometry, { declared, options: { iterations, c } }) => {
    const n = geometry.rows;
    const finite = listFinite(geometry);
    const stays = new Array<boolean>(n).fill(true);
    const scores = new Array<number>(n).fill(0);
    for (let k = 0; k < iterations; k++) {
      const along = project(geometry.sums!.subarray(k * n * n, (k + 1) * n * n), finite);
      const out = rankAscending(along).slice(n - Math.floor(c * declared));
      for (const row of out) stays[row] = false;
      for (const [row, share] of along.entries()) scores[row] = Math.max(scores[row], share);
    }
    const chosen = stays.flatMap((isIn, row) => (isIn ? [row] : []));
    return chosen.length > 0 ? { chosen, scores } : { chosen: [0], scores, weights: scores.map(() => 0) };
  },
});

/** The places in a block of those of its coordinates that are in a subset of all. */
function listPlaces(isIn: Uint8Array, start: number, length: number): number[] {
  const places: number[] = [];
  for (let c = 0; c < length; c++) if (isIn[start + c]) places.push(c);
  return places;
}

/**
 * Each row's share of the spread along the direction of the largest one; infinite for rows that are not
 * finite.
 */
function project(squares: Float64Array, finite: readonly boolean[]): number[] {
  const count = finite.filter((isIn) => isIn).length;
  const n = finite.length;
  const products = centredProducts(
    squares,
    finite.map((isIn) => (isIn ? 1 / count : 0)),
  ).map((product, k) => (finite[Math.floor(k / n)] && finite[k % n] ? product : 0));
  const { value, vector } = topEigenpair(products, n);
  return finite.map((isIn, row) => (isIn ? Math.max(0, value) * vector[row] * vector[row] : Infinity));
}
