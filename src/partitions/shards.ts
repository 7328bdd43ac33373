import { option } from '../entries/option.js';
import { permutation } from '../random/permutation.js';
import { cutEvenly, sortByLabel } from './evenSizes.js';
import { definePartition } from './partitionEntry.js';

/**
 * Shards: images sorted by class and index are cut into n k contiguous shards,
 * whose sizes differ by one at most, and every worker gets k of them, drawn by the seed.
 * Few shards hold more than one class or two.
 * McMahan et al. (Communication-Efficient Learning) deal 2 to each.
 */
export const shards = definePartition({
  name: 'shards',
  summary: 'sorted by class and cut into shards, of which every worker draws some',
  definition:
    'sorted by class and index, cut into n each shards; each worker gets as many, drawn by the seed',
  options: {
    each: option.whole({ least: 1, most: 1000, default: 2, about: 'shards that a worker gets' }),
  },
  assign: ({ order, labels, workers, random }, { each }) => {
    const cut = cutEvenly(sortByLabel(order, labels), workers * each);
    const drawn = permutation(cut.length, random);
    return Array.from({ length: workers }, (_, worker) =>
      Array.from(drawn.subarray(worker * each, (worker + 1) * each)).flatMap((shard) => cut[shard]),
    );
  },
});
