import { orderStatistic } from './orderStatistic.js';
import type { Reduction } from './reduction.js';

/**
 * Trimmed mean of Yin et al. (2018): per column drop the `drop` lowest and the `drop` highest values and take the
 * mean of the rest, summed in row order in float64. NaN counts as the highest. Of equal values the ones of the lowest
 * rows are dropped first at the low end, those of the highest rows at the high end (the order of a stable sort).
 * rows: n arrays of equal length, n > 2 drop.
 */
export function trimmedColumnMean(rows: readonly Float32Array[], drop: number): Reduction {
  const wanted = [drop, rows.length - drop - 1];
  return orderStatistic('trimmedColumnMean', rows, { parameter: drop, wanted });
}
