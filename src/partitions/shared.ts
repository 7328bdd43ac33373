import { definePartition } from './partitionEntry.js';

/**
 * Shared: every worker holds all images (ByzantineMomentum) and goes through them in an order of its own.
 * With `order: sequential` all take the same ones at the same time.
 */
export const shared = definePartition({
  name: 'shared',
  summary: 'every worker holds all images',
  definition: 'each worker: all images, in the order of the deal',
  overlaps: true,
  sizes: (images, workers) => new Array<number>(workers).fill(images),
  assign: ({ order, workers }) => Array.from({ length: workers }, () => order),
});
