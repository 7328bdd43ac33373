import { squaredDistances } from '../../kernels/distances.js';
import type { Blocks } from '../../kernels/meanAndDeviation.js';
import { sumBlocks } from '../sumBlocks.js';

/** Rows, and how far they are from t times a vector s. */
export interface RowsAndDirection {
  /** How many rows. */
  readonly rows: number;
  /** rows x rows squared distances, row-major. */
  readonly squares: Float64Array;
  /** |x_i|^2 and s . x_i of each row. */
  readonly squaredNorms: Float64Array;
  readonly along: Float64Array;
  /** |s|^2. */
  readonly squaredLength: number;
}

/** Measures rows and a direction once; sums run over blocks, in float64. */
export function measureAlong(blocks: Blocks, direction: Float64Array): RowsAndDirection {
  const rows = blocks[0].length;
  const sums = sumBlocks(blocks, (block, start) => {
    const found = new Float64Array(2 * rows);
    for (const [row, values] of block.entries()) {
      for (let c = 0; c < values.length; c++) {
        found[row] += values[c] * values[c];
        found[rows + row] += direction[start + c] * values[c];
      }
    }
    return found;
  });
  return {
    rows,
    squares: sumBlocks(blocks, squaredDistances),
    squaredNorms: sums.subarray(0, rows),
    along: sums.subarray(rows),
    squaredLength: direction.reduce((sum, value) => sum + value * value, 0),
  };
}

/**
 * The squared distances of `copies` equal rows -t s, which come first or last, and the measured rows among
 * each other. Copies are at distance 0 of each other.
 */
export function addCopies(
  { rows, squares, squaredNorms, along, squaredLength }: RowsAndDirection,
  t: number,
  copies: number,
): Float64Array[] {
  const toCopy = squaredNorms.map((norm, row) => norm + 2 * t * along[row] + t * t * squaredLength);
  const ofCopy = Float64Array.from([...new Array<number>(copies).fill(0), ...toCopy]);
  return Array.from({ length: copies + rows }, (_, place) => {
    if (place < copies) return ofCopy;
    const row = place - copies;
    return Float64Array.from([
      ...new Array<number>(copies).fill(toCopy[row]),
      ...squares.subarray(row * rows, (row + 1) * rows),
    ]);
  });
}
