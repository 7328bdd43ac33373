import { squaresBetween } from '../attacks/squaresBetween.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import type { Context } from './behaviour.js';
import { listPairParts } from './pairParts.js';
import { addPairs } from './sumSquares.js';

/**
 * The squared distances of honest workers' reports to each other, row-major,
 * summed over blocks in their order:
 * as the shards have measured them where they did so before, and measured here else.
 * `isAwaited`: whether these are the reports of all workers that nobody forges, in their order,
 * and the shards are done with them.
 */
export function squaresAmong(
  { world, memory }: Pick<Context, 'world' | 'memory'>,
  reports: Blocks,
  isAwaited: boolean,
): Float64Array {
  const count = reports[0].length;
  if (count === 0) return new Float64Array(0);
  if (!isAwaited || listPairParts(world).bounds.length === 1) return squaresBetween(reports);
  const squares = new Float64Array(count * count);
  const places = Array.from({ length: count }, (_, place) => place);
  addPairs(squares, memory, places, count);
  return squares;
}
