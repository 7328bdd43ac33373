import { option } from '../../entries/option.js';
import { innerProduct } from '../../kernels/innerProduct.js';
import type { Blocks } from '../../kernels/meanAndDeviation.js';
import { defineAttack } from '../attack.js';
import { sumBlocks } from '../sumBlocks.js';
import { squareOptions, type SquareSetting } from './options.js';
import { withSquare } from './square.js';

const options = {
  gamma: option.real({
    least: 0,
    most: 1e6,
    default: 50,
    about: 'how many times as long the report is; n/m replaces the mean by it',
  }),
  radius: option.optional(
    option.real({
      least: 1e-12,
      most: 1e12,
      about:
        'how long the longest gradient may be before that: all are scaled down to it by one factor; where nobody says, none is',
    }),
  ),
  ...squareOptions,
};

/** The same with the ball that reports are projected on, and the factor by which they are scaled then. */
type ReplacementSetting = SquareSetting & { readonly gamma: number; readonly radius?: number | undefined };

/**
 * Model replacement: every corrupted worker trains on batches with a square as BadNets has them, and reports
 * gamma times what comes of it. With n/m corrupted workers' reports outweigh the mean of all others.
 * With `radius` its gradients are projected on a ball about zero before that,
 * as an edge-case backdoor is on one about the parameters (Wang et al., 2020):
 * where the longest of them, over all coordinates in float64, is longer, all are scaled down
 * by the factor that makes it so long. The record has its length and the factor.
 *
 * Example, gamma=3: the poisoned gradient (1, -2) is reported as (3, -6);
 * (3, 4) with radius=1 as (1.8, 2.4).
 */
export const modelReplacement = defineAttack<'model-replacement', 'own', typeof options, ReplacementSetting>({
  name: 'model-replacement',
  summary: 'a gradient of images with a square in a corner, many times as long',
  definition:
    'gamma g, g the gradient of a batch that is poisoned as badnets does it, with `radius` scaled down to that length first',
  paper: {
    authors: 'Bagdasaryan, Veit, Hua, Estrin, Shmatikov',
    title: 'How To Backdoor Federated Learning',
    venue: 'AISTATS',
    year: 2020,
  },
  example: 'mnist-model-replacement-vs-norm-bound',
  ...withSquare,
  options,
  decide: ({ own }, { radius }) => {
    if (radius === undefined) return {};
    const longest = measureLongest(own);
    return { facts: { longest, factor: longest > radius ? radius / longest : 1 } };
  },
  forge: ({ own, facts }, { gamma }) => {
    const { factor = 1 } = facts as { readonly factor?: number };
    return own.map((row) => row.map((value) => gamma * factor * value));
  },
});

/** The length of the longest of some vectors; of one that is not finite 0, for no factor makes it shorter. */
function measureLongest(vectors: Blocks): number {
  const squares = sumBlocks(vectors, (rows) => rows.map((row) => innerProduct(row, row)));
  return Math.sqrt(squares.reduce((most, square) => (square < Infinity ? Math.max(most, square) : most), 0));
}
