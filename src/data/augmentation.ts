import type { RandomStream } from '../random/stream.js';

/** Black pixels that are added on each side of an image before a crop of its own size is taken. */
export const PADDING = 4;

/**
 * What is done to training images before they are used:
 * nothing; or cut out of a black frame and mirrored at random.
 */
export const AUGMENTATIONS = ['none', 'crop-and-flip'] as const;
export type Augmentation = (typeof AUGMENTATIONS)[number];

/** How each image of a batch is cut and whether it is turned, in the order of the batch. */
export interface Crops {
  /** Where the crop begins in the padded image: rows and columns, 0 to 8; 4 is the image itself. */
  readonly dy: Uint8Array;
  readonly dx: Uint8Array;
  /** 1: left and right change places, after the crop. */
  readonly flipped: Uint8Array;
}

/** Draws, for each of `count` images: dy, dx, flipped, in this order, each value equally likely. */
export function drawAugmentation(count: number, random: RandomStream): Crops {
  const [dy, dx, flipped] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)];
  for (let b = 0; b < count; b++) {
    dy[b] = random.below(2 * PADDING + 1);
    dx[b] = random.below(2 * PADDING + 1);
    flipped[b] = random.below(2);
  }
  return { dy, dx, flipped };
}
