import { countDealt, dealOut } from './dealOut.js';
import { definePartition } from './partitionEntry.js';

/**
 * Dealt in turn, as cards are: worker i gets places i, i+n, i+2n, ... of the order.
 * Sizes differ by one at most.
 */
export const dealt = definePartition({
  name: 'dealt',
  aliases: ['iid', 'even'],
  summary: 'in turn, as cards are dealt: every worker gets images of all classes alike',
  definition: 'worker i gets places i, i+n, i+2n, ... of the order',
  sizes: (images, workers) =>
    Array.from({ length: workers }, (_, worker) => countDealt(images, workers, worker)),
  assign: ({ order, workers }) => dealOut(order, workers),
});
