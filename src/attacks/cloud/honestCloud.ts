import { addAbout } from '../../kernels/aboutPoint.js';
import type { Blocks } from '../../kernels/meanAndDeviation.js';
import { sumBlocks } from '../sumBlocks.js';

/** How h honest reports lie about their mean mu, and along a direction p away from it. */
export interface HonestCloud {
  readonly rows: number;
  /** h x h squared distances, row-major. */
  readonly squares: Float64Array;
  /** |mu - h_i|^2 of each honest report. */
  readonly toMean: Float64Array;
  /** p . (mu - h_i) of each. */
  readonly along: Float64Array;
  /** |p|^2. */
  readonly squaredLength: number;
}

/**
 * Measures the cloud once: O(h d) beside the distances between its rows; every probe along p then costs O(h).
 * Sums run over blocks, in float64.
 */
export function measureCloud(
  honest: Blocks,
  squares: Float64Array,
  means: Float64Array,
  direction: Float64Array,
): HonestCloud {
  const rows = honest[0].length;
  const sums = sumBlocks(honest, (block, start) => {
    const found = new Float64Array(2 * rows);
    addAbout(found, block, { point: means, direction, start });
    return found;
  });
  return {
    rows,
    squares,
    toMean: sums.subarray(0, rows),
    along: sums.subarray(rows),
    squaredLength: direction.reduce((sum, value) => sum + value * value, 0),
  };
}

/** |mu - t p - h_i|^2 of each honest report. */
export function probeSquares({ toMean, along, squaredLength }: HonestCloud, t: number): Float64Array {
  return toMean.map((square, row) => square - 2 * t * along[row] + t * t * squaredLength);
}
