import { type HonestCloud, measureCloud, probeSquares } from '../cloud/honestCloud.js';
import type { Blocks } from '../../kernels/meanAndDeviation.js';

/** How rows lie about zero, and along a direction, measured once: a cloud whose mean is taken to be zero. */
export function measureAlong(blocks: Blocks, squares: Float64Array, direction: Float64Array): HonestCloud {
  return measureCloud(blocks, squares, new Float64Array(direction.length), direction);
}

/**
 * The squared distances of `copies` equal rows -t s, which come first or last, and the measured rows among
 * each other. Copies are at distance 0 of each other.
 */
export function addCopies(cloud: HonestCloud, t: number, copies: number): Float64Array[] {
  const { rows, squares } = cloud;
  const toCopy = probeSquares(cloud, t);
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
