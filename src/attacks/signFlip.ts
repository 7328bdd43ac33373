import { columnMean } from '../kernels/columnMean.js';
import { option } from '../entries/option.js';
import { defineAttack } from './attack.js';

/**
 * Sign flip: every corrupted worker sends -scale mu, mu the mean of the honest reports.
 * Summed in float64 in worker order.
 *
 * Example, scale=2: honest reports (1, 0) and (3, 4) give (-4, -4).
 */
export const signFlip = defineAttack({
  name: 'sign-flip',
  aliases: ['sign-flipping'],
  label: 'sign flip',
  summary: 'the mean of the honest reports, turned around',
  definition: '-scale mu, mu the mean of the honest reports',
  sees: 'honest',
  options: {
    scale: option.real({ least: 0, most: 1e6, default: 1, about: 'how many times as long as the mean' }),
  },
  forge: ({ honest }, { scale }) => columnMean(honest).aggregate.map((value) => -scale * value),
});
