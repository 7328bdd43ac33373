import type { Reduction } from '../kernels/reduction.js';
import { weightedSums } from '../kernels/weightedSums.js';
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
  const { length } = rows[0];
  const kept = Float64Array.from(shares, (weight) => weight * length);
  const { referenceWeight = 0 } = decision;
  const all = reference === null ? rows : [...rows, reference];
  const weights = reference === null ? shares : [...shares, referenceWeight];
  return { aggregate: mixAll(all, [weights])[0], kept };
}

/** Rows mixed by each of several lists of weights, as above. */
export function mixAll(
  rows: readonly Float32Array[],
  mixes: readonly (readonly number[])[],
): readonly Float32Array[] {
  const single = mixes.map(findSingle);
  const sums = weightedSums(
    rows,
    mixes.filter((_, k) => single[k] === null),
  );
  let next = 0;
  return single.map((row) => (row === null ? sums[next++] : rows[row].slice()));
}

/** The one row of weight 1, where no other has a weight; null where there is none. */
function findSingle(weights: readonly number[]): number | null {
  const used = weights.flatMap((weight, i) => (weight === 0 ? [] : [i]));
  return used.length === 1 && weights[used[0]] === 1 ? used[0] : null;
}
