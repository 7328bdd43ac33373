import type { Geometry } from '../aggregation/rule.js';
import { invariant } from '../errors/invariantError.js';
import type { Mixing } from './transform.js';

/**
 * The geometry of mixed rows, from that of the rows they are mixed of.
 * For weights c that sum to 0, |sum over i of c_i x_i|^2 = -1/2 sum over i, j of c_i c_j D_ij^2.
 * Differences of weights keep the digits that sums of inner products
 * lose where rows lie tight around a far mean.
 * Rows of equal weights are at distance 0.
 * Of rows that are not finite, to which such a row belongs, distances are infinite.
 */
export function mixGeometry(geometry: Geometry, { weights }: Mixing): Geometry {
  const { rows: count, squaredNorms } = geometry;
  const whole = weights.map((row) => [...row, 1 - row.reduce((sum, weight) => sum + weight, 0)]);
  const isShortened = whole.some((row) => Math.abs(row[count]) > 1e-9);
  invariant(!isShortened || squaredNorms !== null, 'rows are shortened whose norms nobody measured');
  const lost = listLost(geometry);
  const isLost = weights.map((row) => row.some((weight, i) => weight !== 0 && lost[i]));
  const squares = new Float64Array(whole.length ** 2);
  for (let a = 0; a < whole.length; a++) {
    for (let b = 0; b < a; b++) {
      const difference = whole[a].map((weight, i) => weight - whole[b][i]);
      const square = isLost[a] || isLost[b] ? Infinity : squareOf(difference, geometry);
      squares[a * whole.length + b] = square;
      squares[b * whole.length + a] = square;
    }
  }
  const zero = new Array<number>(count + 1).fill(0).with(count, 1);
  const norms =
    squaredNorms &&
    Float64Array.from(whole, (row) =>
      squareOf(
        row.map((weight, i) => weight - zero[i]),
        geometry,
      ),
    );
  return { rows: whole.length, squares, squaredNorms: norms };
}

/** Whether rows are not finite: then they are far from all others. */
function listLost({ rows: count, squares, squaredNorms }: Geometry): boolean[] {
  const others = (row: number) =>
    squares.subarray(row * count, (row + 1) * count).filter((_, other) => other !== row);
  return Array.from({ length: count }, (_, row) => {
    if (squaredNorms !== null) return !Number.isFinite(squaredNorms[row]);
    return count > 1 && !others(row).some(Number.isFinite);
  });
}

/** The squared length of the sum over i of c_i x_i, the last x being zero. */
function squareOf(c: readonly number[], { rows: count, squares, squaredNorms }: Geometry): number {
  const used = c.flatMap((weight, i) => (weight === 0 ? [] : [i]));
  let sum = 0;
  for (const i of used) {
    for (const j of used) {
      if (j >= i) break;
      const square = i === count ? (squaredNorms?.[j] ?? 0) : squares[i * count + j];
      sum -= c[i] * c[j] * square;
    }
  }
  return Number.isNaN(sum) || !Number.isFinite(sum) ? Infinity : Math.max(0, sum);
}
