import { listFinite } from '../aggregation/listFinite.js';
import type { Geometry } from '../aggregation/rule.js';
import type { ChainStep } from './decideChain.js';
import { describeMixing, type MixingFacts } from './describeMixing.js';
import type { Mixing } from './transform.js';

/** What one transform of a chain did, before it is known what the rule makes of it. */
export interface TracedStep {
  readonly name: string;
  readonly did: MixingFacts;
  /** The rows that came out, each by its weights of the reports. */
  readonly mixing: Mixing;
  /** Of each, 1/2 sum over i, j of w_i w_j D_ij^2; infinite where a report that is not finite is in it. */
  readonly spreads: Float64Array;
}

/**
 * What each transform of a chain did, by the geometry of the n reports.
 * Cost: O(n^3) a step.
 */
export function traceChain(steps: readonly ChainStep[], geometry: Geometry): TracedStep[] {
  const finite = listFinite(geometry);
  return steps.map(({ name, own, whole }, place) => ({
    name,
    did: describeMixing(own, place === 0 ? geometry.rows : steps[place - 1].own.weights.length),
    mixing: whole,
    spreads: Float64Array.from(whole.weights, (row) => measureSpread(row, geometry, finite)),
  }));
}

/**
 * The distances of the rows that came out of a step to a point g, of which
 * `squares` are the squared distances of the reports, and `square` is that of zero.
 * For weights w that sum to 1, zero among the points: |sum w_i x_i - g|^2 = sum w_i |x_i - g|^2 - spread.
 * Infinite where a row is not finite; what is below the rounding of these sums is 0.
 */
export function measureRows(
  { mixing, spreads }: Pick<TracedStep, 'mixing' | 'spreads'>,
  squares: ArrayLike<number>,
  square: number,
): number[] {
  return mixing.weights.map((row, k) => {
    if (spreads[k] === Infinity) return Infinity;
    let [sum, scale] = [lackOf(row) * square, Math.abs(spreads[k])];
    for (let i = 0; i < row.length; i++) if (row[i] !== 0) sum += row[i] * squares[i];
    scale += Math.abs(sum);
    const found = sum - spreads[k];
    return found > ROUNDING * scale ? Math.sqrt(found) : 0;
  });
}

const ROUNDING = 1e-13;

/** The weight of the zero vector in a row. */
function lackOf(row: readonly number[]): number {
  const lack = 1 - row.reduce((sum, weight) => sum + weight, 0);
  return Math.abs(lack) < 1e-9 ? 0 : lack;
}

function measureSpread(
  row: readonly number[],
  { rows, squares, squaredNorms }: Geometry,
  finite: readonly boolean[],
): number {
  const used = row.flatMap((weight, i) => (weight === 0 ? [] : [i]));
  if (used.some((i) => !finite[i])) return Infinity;
  const zero = lackOf(row);
  let sum = 0;
  for (const i of used) {
    for (const j of used) {
      if (j >= i) break;
      sum += row[i] * row[j] * squares[i * rows + j];
    }
    if (zero !== 0) sum += row[i] * zero * squaredNorms![i];
  }
  return sum;
}
