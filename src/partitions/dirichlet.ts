import { option } from '../entries/option.js';
import { drawDirichlet } from './drawDirichlet.js';
import { definePartition } from './partitionEntry.js';

/**
 * Dirichlet (ByzFL, FLPoison): the images of each class, in their order, are cut among the workers by shares
 * p ~ Dir(alpha, ..., alpha) drawn by the seed: at floor((p_1 + ... + p_i) count), the last takes the rest.
 * A small alpha leaves workers with few images or none. While one holds fewer than `least`, the worker that
 * holds most gives it its last one (ties: the lowest), as Blades fills empty ones.
 */
export const dirichlet = definePartition({
  name: 'dirichlet',
  summary: 'each class cut among the workers by random shares, the more uneven the smaller alpha',
  definition: 'per class shares p ~ Dir(alpha) over workers, cut at floor(cumulative p times count)',
  options: {
    alpha: option.real({ least: 0.001, most: 1e6, default: 1, about: 'how even the shares are' }),
    least: option.whole({
      least: 0,
      most: 1_000_000,
      default: 0,
      about: 'images that a worker gets at least, from the one that holds most; 0: as drawn',
    }),
  },
  assign: ({ order, labels, classes, workers, random }, { alpha, least }) => {
    const lists = Array.from({ length: workers }, () => [] as number[]);
    for (let label = 0; label < classes; label++) {
      const images = Array.from(order.filter((image) => labels[image] === label));
      const parts = cutByShares(images, drawDirichlet(alpha, workers, random));
      for (const [worker, part] of parts.entries()) for (const image of part) lists[worker].push(image);
    }
    fillUp(lists, Math.min(least, Math.floor(order.length / workers)));
    return lists;
  },
});

/** A list cut by shares that sum to 1; the last part takes the rest. */
export function cutByShares<T>(list: readonly T[], shares: readonly number[]): T[][] {
  let [sum, from] = [0, 0];
  return shares.map((share, part) => {
    sum += share;
    const to =
      part === shares.length - 1 ? list.length : Math.min(list.length, Math.floor(sum * list.length));
    const cut = list.slice(from, to);
    from = to;
    return cut;
  });
}

function fillUp(lists: readonly number[][], least: number): void {
  for (const list of lists) {
    while (list.length < least) {
      const longest = lists.reduce((most, other) => (other.length > most.length ? other : most));
      list.push(longest.pop()!);
    }
  }
}
