import { orderStatistic } from './orderStatistic.js';
import type { Reduction } from './reduction.js';

/**
 * Per column the mean of the `keep` values nearest to the column's median, in float64 in row order.
 * The median of an even count is the mean of the two middle values.
 * Of equally near values those of the lowest rows are taken. A value that is not finite is infinitely
 * far.
 * rows: n arrays of equal length, 1 <= keep <= n.
 */
export function meanNearestMedian(rows: readonly Float32Array[], keep: number): Reduction {
  const n = rows.length;
  const ranks = Array.from({ length: n }, (_, rank) => rank);
  const wanted = ranks.filter(
    (rank) => rank <= n - keep || rank >= keep - 1 || rank === n >> 1 || rank === (n - 1) >> 1,
  );
  return orderStatistic('meanNearestMedian', rows, { parameter: keep, wanted });
}
