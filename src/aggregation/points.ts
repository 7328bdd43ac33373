import type { Geometry } from './rule.js';

/**
 * Points whose squared distances are known: the rows, and perhaps one more.
 * Of a mix of them, z = sum over j of w_j p_j with weights that sum to 1, distances follow by
 * |p_i - z|^2 = sum over j of w_j D_ij^2 - 1/2 sum over j, k of w_j w_k D_jk^2.
 */
export interface Points {
  readonly count: number;
  /** count x count, row-major. */
  readonly squares: Float64Array;
}

/** The rows, and behind them the zero vector or the reference row. */
export function listPoints(
  { rows, squares, squaredNorms, toReference }: Geometry,
  extra: 'none' | 'zero' | 'reference',
): Points {
  if (extra === 'none') return { count: rows, squares };
  const beside = extra === 'zero' ? squaredNorms! : toReference!.squares;
  const count = rows + 1;
  const all = new Float64Array(count * count);
  for (let i = 0; i < rows; i++) {
    all.set(squares.subarray(i * rows, (i + 1) * rows), i * count);
    all[i * count + rows] = beside[i];
    all[rows * count + i] = beside[i];
  }
  return { count, squares: all };
}

/** The squared distance of every point to a mix; infinite for points that are not finite. */
export function measureToMix({ count, squares }: Points, weights: ArrayLike<number>): Float64Array {
  const toEach = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < count; j++) if (weights[j] !== 0) sum += weights[j] * squares[i * count + j];
    toEach[i] = sum;
  }
  let spread = 0;
  for (let j = 0; j < count; j++) if (weights[j] !== 0) spread += weights[j] * toEach[j];
  return toEach.map((sum) => {
    const square = sum - spread / 2;
    return Number.isFinite(square) ? Math.max(0, square) : Infinity;
  });
}

/** The squared length of the difference of two mixes. */
export function measureBetween(
  { count, squares }: Points,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const difference = a[i] - b[i];
    if (difference === 0) continue;
    for (let j = 0; j < i; j++) {
      if (a[j] !== b[j]) sum -= difference * (a[j] - b[j]) * squares[i * count + j];
    }
  }
  return Math.max(0, sum);
}
