/** What a coordinate-wise reduction gives: the aggregate, and how many coordinates it kept of each row. */
export interface Reduction {
  readonly aggregate: Float32Array;
  readonly kept: Float64Array;
}

/**
 * Column mean: aggregate_c = (1/n) sum over i of x_ic, summed in row order in float64.
 * rows: n arrays of equal length, n >= 1. Every coordinate of every row is kept.
 */
export function columnMean(rows: readonly Float32Array[]): Reduction {
  const n = rows.length;
  const length = rows[0].length;
  const sums = columnSums(rows);
  const aggregate = new Float32Array(length);
  for (let c = 0; c < length; c++) aggregate[c] = sums[c] / n;
  return { aggregate, kept: new Float64Array(n).fill(length) };
}

/** Column sums in row order, in float64. */
export function columnSums(rows: readonly Float32Array[]): Float64Array {
  const sums = new Float64Array(rows[0].length);
  for (const row of rows) for (let c = 0; c < sums.length; c++) sums[c] += row[c];
  return sums;
}

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

function readColumn(rows: readonly Float32Array[], c: number, column: Float64Array): void {
  for (let i = 0; i < rows.length; i++) column[i] = orHighest(rows[i][c]);
}

/** NaN counts as the highest value, so that no comparison is left undecided. */
function orHighest(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

/** Insertion sort, ascending: for some dozens of values faster than a general sort. */
function sortInto(sorted: Float64Array, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let at = i;
    while (at > 0 && sorted[at - 1] > value) {
      sorted[at] = sorted[at - 1];
      at--;
    }
    sorted[at] = value;
  }
}
