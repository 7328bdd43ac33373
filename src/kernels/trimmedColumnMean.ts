import type { Reduction } from './reduction.js';
import { readColumn, sortInto } from './sortedColumn.js';

/**
 * Trimmed mean of Yin et al. (2018): per column drop the `drop` lowest and the `drop` highest values and take the
 * mean of the rest. NaN counts as the highest. Of equal values the ones of the lowest rows are dropped first at
 * the low end, those of the highest rows at the high end (the order of a stable sort).
 * rows: n arrays of equal length, n > 2 drop.
 */
export function trimmedColumnMean(rows: readonly Float32Array[], drop: number): Reduction {
  const n = rows.length;
  const length = rows[0].length;
  const aggregate = new Float32Array(length);
  const kept = new Float64Array(n);
  const column = new Float64Array(n);
  const sorted = new Float64Array(n);
  for (let c = 0; c < length; c++) {
    readColumn(rows, c, column);
    sortInto(sorted, column);
    const lowest = sorted[drop];
    const highest = sorted[n - drop - 1];
    let skipLow = drop;
    for (let i = 0; i < n && sorted[i] < lowest; i++) skipLow--;
    let takeHigh = 0;
    for (let i = n - drop - 1; i >= 0 && sorted[i] === highest; i--) takeHigh++;
    if (lowest === highest) takeHigh = n - 2 * drop;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const value = column[i];
      if (value < lowest || value > highest) continue;
      if (value === lowest && skipLow > 0) {
        skipLow--;
        continue;
      }
      if (value === highest) {
        if (takeHigh === 0) continue;
        takeHigh--;
      }
      sum += value;
      kept[i]++;
    }
    aggregate[c] = sum / (n - 2 * drop);
  }
  return { aggregate, kept };
}
