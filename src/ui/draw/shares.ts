import type { DataSet } from '../../data/dataSet.js';
import { localIndices, type Partition } from '../../data/partition.js';

const SHADES = { blocks: ' ░▒▓█', ascii: ' .:*#' };
const WIDTH_MAX = 20;

/** How many images of each class each worker holds: counts[worker][class]. */
export function countClasses(
  partition: Partition,
  { train, classes }: Pick<DataSet, 'train' | 'classes'>,
): number[][] {
  return Array.from({ length: partition.offsets.length - 1 }, (_, worker) => {
    const counts = new Array<number>(classes).fill(0);
    for (const image of localIndices(partition, worker)) counts[train.labels[image]]++;
    return counts;
  });
}

/**
 * A line for each worker, a cell for each class, as dark as the class's share of the worker's images:
 * none, up to 1/8, 1/4, 1/2, more. Of more classes than 20, neighbours share a cell.
 */
export function drawShares(
  counts: readonly (readonly number[])[],
  { corrupted, ascii }: { readonly corrupted: readonly number[]; readonly ascii: boolean },
): string[] {
  const shades = ascii ? SHADES.ascii : SHADES.blocks;
  const perCell = Math.ceil(counts[0].length / WIDTH_MAX);
  const cells = Math.ceil(counts[0].length / perCell);
  const heads = Array.from({ length: cells }, (_, cell) => String(cell * perCell).padStart(3)).join('');
  const lines = counts.map((row, worker) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const strip = Array.from({ length: cells }, (_, cell) => {
      const held = row.slice(cell * perCell, (cell + 1) * perCell).reduce((sum, count) => sum + count, 0);
      return shades[pickShade(total === 0 ? 0 : held / total)].repeat(2).padStart(3);
    }).join('');
    const mark = corrupted.includes(worker) ? ' corrupted' : '';
    return `worker ${String(worker).padStart(4)} ${strip}  ${String(total).padStart(6)} images${mark}`;
  });
  const legend = `share of the worker's images: ${shades[1]} to 1/8  ${shades[2]} to 1/4  ${shades[3]} to 1/2  ${shades[4]} more`;
  return [`class       ${heads}`, ...lines, legend];
}

function pickShade(share: number): number {
  if (share === 0) return 0;
  return [1 / 8, 1 / 4, 1 / 2].filter((bound) => share > bound).length + 1;
}
