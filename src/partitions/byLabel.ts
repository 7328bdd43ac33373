import { cutEvenly, evenSizes, sortByLabel } from './evenSizes.js';
import { definePartition } from './partitionEntry.js';

/**
 * By label: images sorted by class, those of a class by their index,
 * in as many contiguous parts as there are workers. Sizes differ by one at most, the larger ones first.
 * ByzFL calls it extreme.
 *
 * Example: classes 1, 0, 1, 0, 2 for two workers give the images 1, 3, 0 and 2, 4.
 */
export const byLabel = definePartition({
  name: 'by-label',
  aliases: ['extreme', 'sorted'],
  summary: 'sorted by class: a worker gets images of one class, or of few',
  definition: 'sorted by class and index, cut into contiguous parts whose sizes differ by one at most',
  sizes: evenSizes,
  assign: ({ order, labels, workers }) => cutEvenly(sortByLabel(order, labels), workers),
});
