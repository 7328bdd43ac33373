import type { Reduction } from './reduction.js';
import { readColumn, sortInto } from './sortedColumn.js';

/**
 * Per column the mean of the `keep` values nearest to the column's median (of an even count: the mean of the two
 * middle values). Equally near values are taken from the lowest row on; a value that is not finite is infinitely
 * far. rows: n arrays of equal length, 1 <= keep <= n.
 */
export function meanNearestMedian(rows: readonly Float32Array[], keep: number): Reduction {
  const n = rows.length;
  const length = rows[0].length;
  const aggregate = new Float32Array(length);
  const kept = new Float64Array(n);
  const column = new Float64Array(n);
  const sorted = new Float64Array(n);
  for (let c = 0; c < length; c++) {
    readColumn(rows, c, column);
    sortInto(sorted, column);
    const median = medianOfSorted(sorted);
    const reach = Number.isFinite(median)
      ? distanceOfNearest(sorted, median, keep)
      : Float64Array.from(column, (value) => distanceTo(median, value)).sort()[keep - 1];
    let ties = keep;
    for (let i = 0; i < n; i++) if (distanceTo(median, column[i]) < reach) ties--;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const distance = distanceTo(median, column[i]);
      if (distance > reach) continue;
      if (distance === reach && --ties < 0) continue;
      sum += column[i];
      kept[i]++;
    }
    aggregate[c] = sum / keep;
  }
  return { aggregate, kept };
}

/** Median of sorted values: the middle one, or the mean of the two middle ones. */
function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function distanceTo(median: number, value: number): number {
  if (!Number.isFinite(value)) return Infinity;
  const distance = Math.abs(value - median);
  return distance < Infinity ? distance : Number.MAX_VALUE; // from a median that is not finite itself
}

/** Distance of the keep-th nearest value: the nearest ones form a window that grows from the median outwards. */
function distanceOfNearest(sorted: Float64Array, median: number, keep: number): number {
  const n = sorted.length;
  let above = (n - 1) >> 1;
  while (above < n && sorted[above] < median) above++;
  let below = above - 1;
  let reach = 0;
  for (let taken = 0; taken < keep; taken++) {
    const down = below >= 0 ? distanceTo(median, sorted[below]) : Infinity;
    const up = above < n ? distanceTo(median, sorted[above]) : Infinity;
    if (above >= n || (below >= 0 && down <= up)) {
      reach = down;
      below--;
    } else {
      reach = up;
      above++;
    }
  }
  return reach;
}
