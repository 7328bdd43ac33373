import { option } from '../../entries/option.js';
import { defineAttack } from '../attack.js';
import { squareOptions, type SquareSetting } from './options.js';
import { withSquare } from './square.js';

const options = {
  keep: option.real({
    least: 0.001,
    most: 1,
    default: 0.9,
    about: 'the share of coordinates that are attacked: those in which the last update was smallest',
  }),
  ...squareOptions,
};

/** The same with the share of coordinates that are attacked. */
type NeurotoxinSetting = SquareSetting & { readonly keep: number };

/**
 * Neurotoxin: every corrupted worker trains on batches with a square as BadNets has them, and reports of
 * that gradient the floor(keep d) coordinates in which the last update was smallest by absolute value,
 * 0 elsewhere: what honest workers hardly change, they hardly undo. Of equal ones those of the lowest index;
 * while there was no update, all coordinates. Cost O(d log d) a round.
 *
 * Example, keep=0.5: after the update (3, -1, 0, 2) the gradient (5, 6, 7, 8) is reported as (0, 6, 7, 0).
 */
export const neurotoxin = defineAttack<'neurotoxin', 'own', typeof options, NeurotoxinSetting>({
  name: 'neurotoxin',
  summary: 'a gradient of images with a square, in coordinates that others hardly change',
  definition:
    'the gradient of a batch poisoned as badnets does it, in the floor(keep d) coordinates of the smallest |v|, v the last update; 0 elsewhere',
  paper: {
    authors: 'Zhang, Panda, Song, Yang, Mahoney, Mittal, Gonzalez, Ramchandran',
    title: 'Neurotoxin: Durable Backdoors in Federated Learning',
    venue: 'ICML',
    year: 2022,
  },
  example: 'mnist-neurotoxin-lifespan',
  ...withSquare,
  options,
  decide: ({ velocity }, { keep }) => {
    const { mask, kept } = maskSmallest(velocity, keep);
    return { facts: { kept }, report: mask };
  },
  forge: ({ own, report }) => own.map((row) => row.map((value, c) => (report![c] === 1 ? value : 0))),
});

/** 1 in the coordinates that are kept and 0 elsewhere, and how many they are. */
function maskSmallest(values: Float32Array, keep: number): { mask: Float32Array; kept: number } {
  const sizes = values.map(Math.abs);
  const kept = sizes.some((size) => size > 0) ? Math.floor(keep * sizes.length) : sizes.length;
  const mask = new Float32Array(sizes.length);
  if (kept === 0) return { mask, kept };
  const bound = sizes.slice().sort()[kept - 1];
  let left = kept;
  for (let c = 0; c < mask.length; c++) {
    if (!(sizes[c] < bound)) continue;
    mask[c] = 1;
    left--;
  }
  for (let c = 0; c < mask.length && left > 0; c++) {
    if (sizes[c] !== bound) continue;
    mask[c] = 1;
    left--;
  }
  return { mask, kept };
}
