import { orderStatistic } from './orderStatistic.js';
import type { Reduction } from './reduction.js';

/**
 * Trimmed mean of Yin et al. (2018): per column drop the `drop` lowest and the `drop` highest values.
 * The mean of the rest is summed in float64 in row order. NaN counts as the highest.
 * Of equal values the lowest rows are dropped first at the low end,
 * the highest rows at the high end (the order of a stable sort).
 * rows: n arrays of equal length, n > 2 drop.
 */
export function trimmedColumnMean(rows: readonly Float32Array[], drop: number): Reduction {
  const wanted = [drop, rows.length - drop - 1];
  return orderStatistic('trimmedColumnMean', rows, { parameter: drop, wanted });
}
