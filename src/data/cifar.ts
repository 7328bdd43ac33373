import type { SetFacts } from './setFile.js';

/** What both sets of Krizhevsky (2009) have in common: 32 x 32 pixels of red, green and blue. */
const SHAPE = { imageShape: [32, 32, 3], train: 50000, test: 10000 } as const;

/**
 * CIFAR-10.
 * In the authors' form its parts are their six .bin files, by the SHA-256 that TorchVision for Ruby pins.
 */
export const cifar10 = Object.freeze({
  name: 'cifar10',
  ...SHAPE,
  classes: 10,
  normalisation: { means: [0.5, 0.5, 0.5], deviations: [0.5, 0.5, 0.5] },
  hashes: {
    train: 'f912919bdea371136f1aa4feed6beeca728015a5f08b1899a29c932a7e30be2b',
    test: '8193b3fbce55bec361cd1b8fd4880cb1649832dc4d6de6da1e7a21847a4843aa',
  },
} satisfies SetFacts);

/**
 * CIFAR-100 with its 100 fine labels.
 * The normalisation takes the mean and deviation of each channel's training pixels, to four digits.
 */
export const cifar100 = Object.freeze({
  name: 'cifar100',
  ...SHAPE,
  classes: 100,
  normalisation: { means: [0.5071, 0.4865, 0.4409], deviations: [0.2673, 0.2564, 0.2762] },
  hashes: null,
} satisfies SetFacts);
