import type { Variant } from '../../entries/entry.js';
import { option } from '../../entries/option.js';

/** The paper of both backdoors. */
export const PAPER = Object.freeze({
  authors: 'Baruch, Baruch, Goldberg',
  title: 'A Little Is Enough',
  venue: 'NeurIPS',
  year: 2019,
});

/** How far from the mean of its own gradients a backdoor's report may lie, in standard deviations. */
export const zOption = option.realOr('max', {
  least: -1000,
  most: 1000,
  default: 0.2,
  about: 'the report stays within mu +- z sigma; max: the most that a majority supports',
});

const epochs = { least: 1, most: 1000 };

/** How the adversary makes its reports want a backdoor. */
export const variants = Object.freeze([
  {
    name: 'authors',
    definition:
      'train the network from w0 = w - lr mu to V on the images, labelled with the target; report (w0 - V - lr mu) / lr, clipped to mu +- z sigma',
    options: {
      alpha: option.real({
        least: 0.001,
        most: 1,
        default: 0.2,
        about:
          'weight of the cross-entropy; 1 - alpha is that of the distance to where honest training would go',
      }),
      epochs: option.whole({ ...epochs, default: 5, about: 'epochs of training in a round' }),
      learningRate: option.real({ least: 1e-9, most: 1000, default: 0.1, about: 'of that training' }),
    },
  },
  {
    name: 'adaptive',
    definition:
      'the report in mu +- z sigma nearest to mu for which the next parameters answer with the target, by projected steps of Polyak’s size',
    options: {
      epochs: option.whole({ ...epochs, default: 20, about: 'most projected steps in a round' }),
      confidence: option.real({
        least: 0.001,
        most: 0.999999,
        default: 0.9,
        about: 'the probability of the target that the next parameters are to answer with',
      }),
      ahead: option.optional(
        option.whole({
          ...{ least: 1, most: 100 },
          about: 'how many rounds ahead these parameters are; where nobody says, 1',
        }),
      ),
    },
  },
] as const satisfies readonly Variant[]);

export type VariantName = (typeof variants)[number]['name'];
