import type { Reduction } from '../kernels/reduction.js';
import type { Decision } from './rule.js';

/**
 * The rows' weights in the aggregate of a rule that only decides: by default equal ones of those chosen.
 */
export function listWeights({ chosen, weights }: Decision, rows: number): readonly number[] {
  if (weights !== undefined) return weights;
  const share = 1 / chosen.length;
  const shares = new Array<number>(rows).fill(0);
  for (const row of chosen) shares[row] = share;
  return shares;
}

/**
 * One block of the aggregate of a rule that only decides:
 * sum over i of weights[i] row_i in float64, in row order, and the reference row by its weight last.
 * By default it is the mean of the chosen rows.
 * A single row of weight 1 comes out as it is.
 * `kept` of a row is its weight times the coordinates.
 */
export function mixRows(
  rows: readonly Float32Array[],
  decision: Decision,
  reference: Float32Array | null = null,
): Reduction {
  const shares = listWeights(decision, rows.length);
  const mixed = rows.flatMap((row, index) => (shares[index] === 0 ? [] : [{ row, weight: shares[index] }]));
  const { referenceWeight = 0 } = decision;
  if (reference !== null && referenceWeight !== 0) mixed.push({ row: reference, weight: referenceWeight });
  const { length } = rows[0];
  const kept = Float64Array.from(shares, (weight) => weight * length);
  if (mixed.length === 1 && mixed[0].weight === 1) return { aggregate: mixed[0].row.slice(), kept };
  const sums = new Float64Array(length);
  for (const { row, weight } of mixed) for (let c = 0; c < length; c++) sums[c] += weight * row[c];
  return { aggregate: Float32Array.from(sums), kept };
}
