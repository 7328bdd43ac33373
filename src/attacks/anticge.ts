import { innerProduct } from '../kernels/innerProduct.js';
import { mapVector } from '../kernels/mapVector.js';
import { defineAttack, type HonestView } from './attack.js';
import { requireHonest } from './requireHonest.js';
import { sumBlocks } from './sumBlocks.js';

/** How far below the norm that it must not reach a report stays; float32 rounds by less. */
const BELOW = 1 - 1e-6;

/**
 * Against rules that keep the shortest reports (comparative gradient elimination).
 * Every corrupted worker sends the sum s of the h-m shortest honest reports, the shortest counted twice,
 * turned around and at a length just below that of the next honest one: -s |next| / |s|.
 * So all m of them are kept and the longest honest ones are not.
 * A report that is not finite is infinitely long. Ties: the first.
 * Sums run in float64, in the order of length. Cost: O(h d).
 *
 * Example, m=1: honest reports (1, 0), (0, 2), (3, 0) have s = (2, 2) and next length 3: (-2.12, -2.12).
 */
export const anticge = defineAttack({
  name: 'anticge',
  aliases: ['anti-cge'],
  summary: 'against the sum of the shortest honest reports, just short enough to be kept as one of them',
  definition: '-s |next| / |s|, s the sum of the h-m shortest honest reports, the shortest counted twice',
  example: 'mnist-anticge-vs-cge',
  sees: 'honest',
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  decide: ({ honest, corrupted }) => {
    const lengths = measureLengths(honest);
    const order = Array.from(lengths.keys()).sort((a, b) => lengths[a] - lengths[b] || a - b);
    const next = Math.max(0, order.length - corrupted);
    const sum = addRows(honest, [order[0], ...order.slice(0, next)]);
    const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
    const factor = length > 0 ? (-BELOW * lengths[order[next]]) / length : 1;
    return { report: mapVector(sum, (value) => factor * value) };
  },
});

function measureLengths(honest: HonestView['honest']): Float64Array {
  const squares = sumBlocks(honest, (block) => block.map((row) => innerProduct(row, row)));
  return squares.map((square) => (square < Infinity ? Math.sqrt(square) : Infinity));
}

/** The sum of rows, in the order in which they are named, by coordinates. */
function addRows(honest: HonestView['honest'], rows: readonly number[]): Float64Array {
  const sum = new Float64Array(honest.reduce((length, block) => length + block[0].length, 0));
  let start = 0;
  for (const block of honest) {
    for (const row of rows) {
      const values = block[row];
      for (let c = 0; c < values.length; c++) sum[start + c] += values[c];
    }
    start += block[0].length;
  }
  return sum;
}
