import { listFinite } from '../aggregation/listFinite.js';
import type { Geometry } from '../aggregation/rule.js';
import { invariant } from '../errors/invariantError.js';
import type { Mixing } from './transform.js';

/**
 * The geometry of mixed rows, from that of the rows they are mixed of.
 * For weights c that sum to 0, |sum over i of c_i x_i|^2 = -1/2 sum over i, j of c_i c_j D_ij^2,
 * where the zero vector and the rule's reference row are points x_i like the rows.
 * Differences of weights keep the digits that sums of inner products
 * lose where rows lie tight around a far mean.
 * Rows of equal weights are at distance 0.
 * Of rows that are not finite, to which such a row belongs, distances are infinite.
 */
export function mixGeometry(geometry: Geometry, { weights }: Mixing): Geometry {
  const { rows: count, squaredNorms, toReference } = geometry;
  const between = squareBetween(geometry);
  const [zero, reference] = [count, count + 1];
  const whole = weights.map((row) => [...row, 1 - row.reduce((sum, weight) => sum + weight, 0), 0]);
  const isShortened = whole.some((row) => Math.abs(row[zero]) > 1e-9);
  invariant(!isShortened || squaredNorms !== null, 'rows are shortened whose norms nobody measured');
  const finite = listFinite(geometry);
  const isLost = weights.map((row) => row.some((weight, i) => weight !== 0 && !finite[i]));
  const squares = new Float64Array(whole.length ** 2);
  for (let a = 0; a < whole.length; a++) {
    for (let b = 0; b < a; b++) {
      const difference = whole[a].map((weight, i) => weight - whole[b][i]);
      const square = isLost[a] || isLost[b] ? Infinity : measureSquare(difference, between);
      squares[a * whole.length + b] = square;
      squares[b * whole.length + a] = square;
    }
  }
  const measureTo = (point: number) =>
    Float64Array.from(whole, (row) =>
      measureSquare(
        row.map((weight, i) => (i === point ? weight - 1 : weight)),
        between,
      ),
    );
  return {
    ...{ rows: whole.length, squares, squaredNorms: squaredNorms && measureTo(zero) },
    ...(toReference && { toReference: { ...toReference, squares: measureTo(reference) } }),
  };
}

/** The squared distance of two points i > j: the rows, then zero, then the reference row. */
type Square = (i: number, j: number) => number;

/**
 * What nobody measured counts as 0: it is asked for with weights of 0 alone, or of no more than rounding.
 */
function squareBetween({ rows, squares, squaredNorms, toReference }: Geometry): Square {
  return (i, j) => {
    if (i < rows) return squares[i * rows + j];
    if (i === rows) return squaredNorms?.[j] ?? 0;
    return (j === rows ? toReference?.squaredNorm : toReference?.squares[j]) ?? 0;
  };
}

/** The squared length of the sum over i of c_i x_i. */
function measureSquare(c: readonly number[], square: Square): number {
  const used = c.flatMap((weight, i) => (weight === 0 ? [] : [i]));
  let sum = 0;
  for (const i of used) {
    for (const j of used) {
      if (j >= i) break;
      sum -= c[i] * c[j] * square(i, j);
    }
  }
  return Number.isNaN(sum) || !Number.isFinite(sum) ? Infinity : Math.max(0, sum);
}
