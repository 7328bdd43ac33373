import type { Reduction } from '../kernels/reduction.js';
import type { Decision } from './rule.js';

/**
 * One block of the aggregate of a rule that only decides:
 * sum over i of weights[i] row_i in float64, in row order; by default the mean of the chosen rows.
 * A single row of weight 1 comes out as it is.
 * `kept` of a row is its weight times the coordinates.
 */
export function mixRows(rows: readonly Float32Array[], { chosen, weights }: Decision): Reduction {
  const shares = weights ?? rows.map((_, row) => (chosen.includes(row) ? 1 / chosen.length : 0));
  const mixed = rows.flatMap((row, index) => (shares[index] === 0 ? [] : [{ row, weight: shares[index] }]));
  const { length } = rows[0];
  const kept = Float64Array.from(shares, (weight) => weight * length);
  if (mixed.length === 1 && mixed[0].weight === 1) return { aggregate: mixed[0].row.slice(), kept };
  const sums = new Float64Array(length);
  for (const { row, weight } of mixed) for (let c = 0; c < length; c++) sums[c] += weight * row[c];
  return { aggregate: Float32Array.from(sums), kept };
}
