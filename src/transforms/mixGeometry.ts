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
  const points = count + 2;
  const [zero, reference] = [count, count + 1];
  const between = squareBetween(geometry);
  const whole = weights.map((row) =>
    Float64Array.from([...row, 1 - row.reduce((sum, weight) => sum + weight, 0), 0]),
  );
  const isShortened = whole.some((row) => Math.abs(row[zero]) > 1e-9);
  invariant(!isShortened || squaredNorms !== null, 'rows are shortened whose norms nobody measured');
  const finite = listFinite(geometry);
  const isLost = weights.map((row) => row.some((weight, i) => weight !== 0 && !finite[i]));
  const squares = new Float64Array(whole.length ** 2);
  const [c, used] = [new Float64Array(points), new Int32Array(points)];
  for (let a = 0; a < whole.length; a++) {
    for (let b = 0; b < a; b++) {
      for (let i = 0; i < points; i++) c[i] = whole[a][i] - whole[b][i];
      const square = isLost[a] || isLost[b] ? Infinity : measureSquare(c, used, between);
      squares[a * whole.length + b] = square;
      squares[b * whole.length + a] = square;
    }
  }
  const measureTo = (point: number) =>
    Float64Array.from(whole, (row) => {
      c.set(row);
      c[point] -= 1;
      return measureSquare(c, used, between);
    });
  return {
    ...{ rows: whole.length, squares, squaredNorms: squaredNorms && measureTo(zero) },
    ...(toReference && { toReference: { ...toReference, squares: measureTo(reference) } }),
  };
}

/**
 * The squared distances of the points i > j, row-major: the rows, then zero, then the reference row.
 * What nobody measured counts as 0: it is asked for with weights of 0 alone, or of no more than rounding.
 */
function squareBetween({ rows, squares, squaredNorms, toReference }: Geometry): Float64Array {
  const points = rows + 2;
  const between = new Float64Array(points * points);
  for (let i = 0; i < rows; i++) between.set(squares.subarray(i * rows, (i + 1) * rows), i * points);
  if (squaredNorms) between.set(squaredNorms, rows * points);
  if (toReference) between.set([...toReference.squares, toReference.squaredNorm], (rows + 1) * points);
  return between;
}

/**
 * The squared length of the sum over i of c_i x_i. This is called n^2 times and takes n^2 / 2 steps
 * where all weights differ: plain loops over arrays of numbers, in the order of points.
 */
function measureSquare(c: Float64Array, used: Int32Array, between: Float64Array): number {
  const points = c.length;
  let count = 0;
  for (let i = 0; i < points; i++) if (c[i] !== 0) used[count++] = i;
  let sum = 0;
  for (let a = 1; a < count; a++) {
    const i = used[a];
    const row = i * points;
    for (let b = 0; b < a; b++) sum -= c[i] * c[used[b]] * between[row + used[b]];
  }
  return Number.isNaN(sum) || !Number.isFinite(sum) ? Infinity : Math.max(0, sum);
}
