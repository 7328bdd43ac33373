import { option } from '../entries/option.js';
import { medianValue } from '../kernels/rankAscending.js';
import { cosineDistances } from './cosines.js';
import { atLeast, defineRule } from './rule.js';

const NORMS_MAX = 100_000;

/**
 * Clipped clustering: rows are scaled down to the median of all norms of all rounds so far (of the last
 * 100,000),
 * and clustered by cosine distance, average linkage, into two; the mean of the larger cluster.
 *
 * Needs n >= 2. Not finite: such a row is at cosine distance 2, has weight 0, and its norm is not
 * remembered.
 * Ties: the pair of the lowest rows joins first; of equal clusters the one that was formed last is taken.
 * Cost: O(n^3) beside the distances. Influence: the clip factors of the cluster.
 * Example: of rows (1), (1), (-1) the mean of the first two.
 */
export const clippedClustering = defineRule({
  name: 'clipped-clustering',
  label: 'clipped clustering',
  summary: 'mean of the larger of two clusters by cosine distance, clipped to the median of all norms so far',
  definition:
    'mean of x_i min(1, S / |x_i|) over the larger of two clusters (cosine distance, average linkage), S the median norm so far, at most `limit`',
  paper: {
    authors: 'Li, Ngai, Voigt',
    title: 'An Experimental Study of Byzantine-Robust Aggregation Schemes in Federated Learning',
    venue: 'IEEE Transactions on Big Data',
    year: 2023,
  },
  options: {
    limit: option.real({ least: 1e-12, most: 1e12, default: 1e5, about: 'the largest S' }),
  },
  picks: 'several',
  ranking: 'workers by their mean cosine distance to the others',
  needs: 'n >= 2',
  asksNorms: true,
  memory: [
    { name: 'norms', length: NORMS_MAX },
    { name: 'count', length: 2 },
  ],
  check: (setting) => atLeast(setting, () => 2, 'n >= 2'),
  decide: ({ rows, squares, squaredNorms }, { options: { limit } }, { norms: kept, count }) => {
    const norms = Array.from(squaredNorms!, Math.sqrt);
    let [known, next] = count.before[0];
    for (const norm of norms.filter(Number.isFinite)) {
      kept.after[0][next] = norm;
      next = (next + 1) % NORMS_MAX;
      known = Math.min(NORMS_MAX, known + 1);
    }
    count.after[0].set([known, next]);
    const most = known === 0 ? limit : Math.min(limit, medianValue(kept.after[0].subarray(0, known)));
    const distances = cosineDistances(squares, squaredNorms!);
    const chosen = findLarger(distances, rows);
    const weights = norms.map((norm, row) => {
      if (!chosen.includes(row)) return 0;
      return (norm <= most ? 1 : Number.isFinite(norm) ? most / norm : 0) / chosen.length;
    });
    const scores = norms.map(
      (_, row) =>
        distances.subarray(row * rows, (row + 1) * rows).reduce((sum, d) => sum + d, 0) / (rows - 1),
    );
    return { chosen, scores, weights };
  },
});

/**
 * The larger of the two clusters that remain when the nearest ones, by their mean distance, are joined.
 */
function findLarger(distances: Float64Array, rows: number): number[] {
  let clusters = Array.from({ length: rows }, (_, row) => [row]);
  while (clusters.length > 2) {
    let [a, b, least] = [0, 1, Infinity];
    for (let i = 0; i < clusters.length; i++) {
      for (let j = i + 1; j < clusters.length; j++) {
        let sum = 0;
        for (const one of clusters[i]) for (const other of clusters[j]) sum += distances[one * rows + other];
        const distance = sum / (clusters[i].length * clusters[j].length);
        if (distance < least) [a, b, least] = [i, j, distance];
      }
    }
    const joined = [...clusters[a], ...clusters[b]];
    clusters = [...clusters.filter((_, k) => k !== a && k !== b), joined];
  }
  const [first, last] = clusters;
  return (first.length > last.length ? first : last).sort((x, y) => x - y);
}
