import { option } from '../entries/option.js';
import { permutation } from '../random/permutation.js';
import { cutEvenly } from './evenSizes.js';
import { definePartition } from './partitionEntry.js';

/**
 * Classes per worker: the c classes, in an order drawn by the seed, are dealt again and again, k to each.
 * The images of a class, in the order of the deal, are cut evenly among its holders, larger parts first.
 * So each worker has images of exactly k classes, and each class is held by nk/c workers, rounded up or down;
 * of a class that nobody holds (nk < c) nobody has images.
 */
export const classesPerWorker = definePartition({
  name: 'classes-per-worker',
  aliases: ['pathological'],
  summary: 'every worker has images of so many classes, and of no other',
  definition:
    'worker i holds classes p((ik + j) mod c), j < k, p drawn; a class is cut evenly among its holders',
  overlaps: true,
  options: {
    each: option.whole({ least: 1, most: 1000, default: 2, about: 'classes that a worker has, k' }),
  },
  assign: ({ order, labels, classes, workers, random }, { each }) => {
    const held = Math.min(each, classes);
    const drawn = permutation(classes, random);
    const holders = Array.from({ length: classes }, () => [] as number[]);
    for (let worker = 0; worker < workers; worker++) {
      for (let j = 0; j < held; j++) holders[drawn[(worker * held + j) % classes]].push(worker);
    }
    const shares = Array.from({ length: workers }, () => [] as number[]);
    for (const [label, some] of holders.entries()) {
      const own = Array.from(order).filter((image) => labels[image] === label);
      for (const [k, part] of cutEvenly(own, Math.max(1, some.length)).entries()) {
        if (some.length > 0) shares[some[k]].push(...part);
      }
    }
    return shares;
  },
});
