import { option } from '../entries/option.js';
import { columnMean } from '../kernels/columnMean.js';
import { defineAttack } from './attack.js';
import { requireHonest } from './requireHonest.js';

/**
 * Sign flip. Variant `mean`: every corrupted worker sends -scale mu, mu the mean of the honest reports,
 * summed in float64 in worker order (ByzFL; krum 0.9.1).
 * Variant `own`: each sends -scale times its own gradient (FLPoison, ByzPy).
 *
 * Example, scale=2: honest reports (1, 0) and (3, 4) give (-4, -4); own gradients (1, 0) and (5, 5) give
 * (-2, 0) and (-10, -10).
 */
export const signFlip = defineAttack({
  name: 'sign-flip',
  aliases: ['sign-flipping'],
  label: 'sign flip',
  summary: 'the mean of the honest reports, or its own gradient, turned around',
  variants: [
    { name: 'mean', definition: '-scale mu, mu the mean of the honest reports' },
    { name: 'own', definition: 'each -scale times its own gradient' },
  ],
  example: 'mnist-sign-flip-vs-mean',
  isDefaultUnnamed: true,
  sees: { mean: 'honest', own: 'own' },
  estimates: true,
  options: {
    scale: option.real({
      least: 0,
      most: 1e6,
      default: 1,
      about: 'how many times as long as what is turned',
    }),
  },
  complete: ({ variant }, around, refuse) => {
    if (variant === 'mean') requireHonest(around, refuse);
    return {};
  },
  forge: (block, { scale }) => {
    const turn = (values: Float32Array) => values.map((value) => -scale * value);
    return 'honest' in block ? turn(columnMean(block.honest).aggregate) : block.own.map(turn);
  },
});
