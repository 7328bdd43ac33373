import { defineAttack } from '../attack.js';
import { squareOptions, type SquareSetting } from './options.js';
import { withSquare } from './square.js';

/**
 * BadNets: every corrupted worker trains honestly on batches of which floor(ratio b) images have a square
 * in a corner and the target as their label. It reports the gradient of such a batch; the loss in the record
 * stays that of the true one. FLPoison: size 5, value 1, ratio 0.32, bottom right.
 *
 * Example: of a batch of 83 images 26 get the square.
 */
export const badnets = defineAttack<'badnets', 'own', typeof squareOptions, SquareSetting>({
  name: 'badnets',
  summary: 'honest training on images of which some have a square in a corner and the target as label',
  definition: 'floor(ratio b) images of each batch get a square in a corner and the label `target`',
  paper: {
    authors: 'Gu, Dolan-Gavitt, Garg',
    title: 'BadNets: Identifying Vulnerabilities in the Machine Learning Model Supply Chain',
    venue: 'arXiv:1708.06733',
    year: 2017,
  },
  example: 'mnist-badnets-vs-multi-krum',
  ...withSquare,
  options: squareOptions,
});
