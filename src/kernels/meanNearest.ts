import type { Reduction } from './reduction.js';

const DROPPED = -1;

/**
 * Per column the mean of the `keep` values nearest to a centre, in float64 in row order.
 * Of equally near values those of the lowest rows are taken. A value that is not finite is the farthest.
 * rows: n arrays of equal length; centre: as long as they are; 1 <= keep <= n.
 */
export function meanNearest(rows: readonly Float32Array[], centre: Float32Array, keep: number): Reduction {
  const aggregate = new Float32Array(centre.length);
  const kept = new Float64Array(rows.length);
  const distances = new Float64Array(rows.length);
  for (let c = 0; c < centre.length; c++) {
    for (let row = 0; row < rows.length; row++) distances[row] = distance(rows[row][c], centre[c]);
    for (let dropped = keep; dropped < rows.length; dropped++) distances[farthest(distances)] = DROPPED;
    let sum = 0;
    for (let row = 0; row < rows.length; row++) {
      if (distances[row] === DROPPED) continue;
      sum += rows[row][c];
      kept[row]++;
    }
    aggregate[c] = sum / keep;
  }
  return { aggregate, kept };
}

/**
 * Of what is not finite the largest number there is, for the difference of two infinities has no order.
 */
function distance(value: number, centre: number): number {
  const found = Math.abs(value - centre);
  return Number.isFinite(found) ? found : Number.MAX_VALUE;
}

/** The row of the largest distance, of equal ones the last, so that the lowest rows stay. */
function farthest(distances: Float64Array): number {
  let found = 0;
  for (let row = 1; row < distances.length; row++) if (distances[row] >= distances[found]) found = row;
  return found;
}
