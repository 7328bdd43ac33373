import { option } from '../../entries/option.js';
import { defineAttack } from '../attack.js';
import { squareOptions, type SquareSetting } from './options.js';
import { withSquare } from './square.js';

const options = {
  gamma: option.real({
    least: 0,
    most: 1e6,
    default: 50,
    about: 'how many times as long the report is; n/m replaces the mean by it',
  }),
  ...squareOptions,
};

/** The same with the factor by which reports are scaled. */
type ReplacementSetting = SquareSetting & { readonly gamma: number };

/**
 * Model replacement: every corrupted worker trains on batches with a square as BadNets has them, and reports
 * gamma times what comes of it. With n/m corrupted workers' reports outweigh the mean of all others.
 *
 * Example, gamma=3: the poisoned gradient (1, -2) is reported as (3, -6).
 */
export const modelReplacement = defineAttack<'model-replacement', 'own', typeof options, ReplacementSetting>({
  name: 'model-replacement',
  summary: 'a gradient of images with a square in a corner, many times as long',
  definition: 'gamma g, g the gradient of a batch that is poisoned as badnets does it',
  paper: {
    authors: 'Bagdasaryan, Veit, Hua, Estrin, Shmatikov',
    title: 'How To Backdoor Federated Learning',
    venue: 'AISTATS',
    year: 2020,
  },
  example: 'mnist-model-replacement-vs-norm-bound',
  ...withSquare,
  options,
  forge: ({ own }, { gamma }) => own.map((row) => row.map((value) => gamma * value)),
});
