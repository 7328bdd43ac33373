import { option } from '../entries/option.js';
import { permutation } from '../random/permutation.js';
import { cutEvenly, sortByLabel } from './evenSizes.js';
import { definePartition } from './partitionEntry.js';

/**
 * Gamma-similarity (ByzFL): the first floor(gamma N) images of the order are shuffled and cut evenly,
 * the rest is sorted by class and index and cut evenly; worker i gets both i-th parts.
 * Sizes of each cut differ by one at most, larger ones first. gamma 1: all alike; gamma 0: `by-label`.
 */
export const gammaSimilarity = definePartition({
  name: 'gamma-similarity',
  aliases: ['gamma'],
  summary: 'a share gamma of the images dealt at random, the rest by class',
  definition: 'the first floor(gamma N) images shuffled, the rest sorted by class; both cut evenly',
  options: {
    gamma: option.real({ least: 0, most: 1, default: 0.5, about: 'the share that is dealt at random' }),
  },
  assign: ({ order, labels, workers, random }, { gamma }) => {
    const similar = order.slice(0, Math.floor(gamma * order.length));
    const shuffled = Array.from(permutation(similar.length, random), (place) => similar[place]);
    const alike = cutEvenly(shuffled, workers);
    const sorted = cutEvenly(sortByLabel(order.slice(similar.length), labels), workers);
    return alike.map((part, worker) => [...part, ...sorted[worker]]);
  },
});
