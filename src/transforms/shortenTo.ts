import type { Mixing } from './transform.js';

/**
 * Rows longer than `limit` are scaled down to it, the others stay.
 * A row that is not finite has no direction that could be kept: it becomes zero,
 * unless the limit is infinite.
 */
export function shortenTo(squaredNorms: Float64Array, limit: number): Mixing {
  const factors = listFactors(squaredNorms, limit);
  return { weights: factors.map((factor, row) => factors.map((_, i) => (i === row ? factor : 0))) };
}

function listFactors(squaredNorms: Float64Array, limit: number): number[] {
  return Array.from(squaredNorms, (square) => {
    const norm = Math.sqrt(square);
    if (norm <= limit || limit === Infinity) return 1;
    return Number.isFinite(norm) ? limit / norm : 0;
  });
}
