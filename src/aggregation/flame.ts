import { medianValue } from '../kernels/rankAscending.js';
import { cosineDistances } from './cosines.js';
import { noiseOption } from './noiseOption.js';
import { atLeast, defineRule } from './rule.js';

/**
 * FLAME: of the cosine distances of the models w - rate g_i, as the threshold grows,
 * the first
 * connected component of more than n/2 members is kept (what HDBSCAN yields with minimum size
 * floor(n/2)+1,
 * one cluster allowed); the kept reports are scaled down to the median S of all norms; their mean;
 * then Gaussian noise, whose deviation is `noise` S s, s that of the values of the coordinate's tensor of w
 * (FLPoison 1.2e-5, BackFed 0.001; both take the tensor after the update).
 * Updates being -rate g, S and the noise are both of gradients, so the rate falls out.
 *
 * Needs n >= 3. Not finite: such a model is at cosine distance 2. Ties: distances that are equal join at
 * once.
 * Cost: O(n^3) beside the distances. Influence: the clip factors of the kept rows.
 * Example: of three equal rows and one that points elsewhere, the mean of the three.
 */
export const flame = defineRule({
  name: 'flame',
  label: 'FLAME',
  summary: 'mean of the clipped reports whose models point the same way; noise where it is asked for',
  definition:
    'of the first component of more than n/2 models linked by cosine distance, mean of x_i min(1, S / |x_i|), S the median norm; plus N(0, (noise S s)^2), s the deviation of the tensor’s values',
  paper: {
    authors: 'Nguyen et al.',
    title: 'FLAME: Taming Backdoors in Federated Learning',
    venue: 'USENIX Security',
    year: 2022,
  },
  options: { noise: noiseOption(0, 'deviation of the noise, in parts of S and of the tensor’s deviation') },
  picks: 'several',
  ranking: 'workers by the mean cosine distance of their model to the others',
  needs: 'n >= 3',
  asksNorms: true,
  check: (setting) => atLeast(setting, () => 3, 'n >= 3'),
  reference: () => ({
    row: (_rows, _setting, _memory, { parameters, learningRate }) =>
      parameters.map((value) => value / learningRate),
  }),
  decide: ({ rows, squares, squaredNorms, toReference }, { options: { noise } }) => {
    const distances = cosineDistances(squares, toReference!.squares);
    const isNear = (threshold: number) => (i: number, j: number) => distances[i * rows + j] <= threshold;
    const thresholds = [...new Set(distances)].sort((a, b) => a - b);
    let [low, high] = [0, thresholds.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (findLargest(rows, isNear(thresholds[middle])).length > rows / 2) high = middle;
      else low = middle + 1;
    }
    const chosen = findLargest(rows, isNear(thresholds[low]));
    const norms = Array.from(squaredNorms!, Math.sqrt);
    const limit = medianValue(norms);
    const weights = norms.map((norm, row) => {
      if (!chosen.includes(row)) return 0;
      return (norm <= limit ? 1 : Number.isFinite(norm) ? limit / norm : 0) / chosen.length;
    });
    const scores = norms.map((_, row) => {
      const sum = distances.subarray(row * rows, (row + 1) * rows).reduce((total, one) => total + one, 0);
      return sum / (rows - 1);
    });
    const deviation = noise === 0 ? 0 : noise * limit;
    return { chosen, scores, weights, noise: { deviation, isByTensor: true } };
  },
});

/** The largest connected component, of equal ones the one of the lowest row, in the order of rows. */
function findLargest(rows: number, isNear: (i: number, j: number) => boolean): number[] {
  const seen = new Array<boolean>(rows).fill(false);
  let largest: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (seen[row]) continue;
    seen[row] = true;
    const members = [row];
    for (const member of members) {
      for (let other = 0; other < rows; other++) {
        if (seen[other] || !isNear(member, other)) continue;
        seen[other] = true;
        members.push(other);
      }
    }
    if (members.length > largest.length) largest = members;
  }
  return largest.sort((a, b) => a - b);
}
