import type { Geometry } from './rule.js';

/**
 * For each row whether it is finite: by its norm where norms were measured,
 * else by whether it is at a finite distance of any other row.
 */
export function listFinite({ rows, squares, squaredNorms }: Geometry): boolean[] {
  return Array.from({ length: rows }, (_, row) => {
    if (squaredNorms !== null) return Number.isFinite(squaredNorms[row]);
    for (let other = 0; other < rows; other++) {
      if (other !== row && Number.isFinite(squares[row * rows + other])) return true;
    }
    return rows === 1;
  });
}
