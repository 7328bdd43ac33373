import { layOutRows } from './layOutRows.js';
import { computeStride } from './placeRows.js';
import type { Reduction } from './reduction.js';
import { simd } from './simd.js';
import { sortingNetwork } from './sortingNetwork.js';

/** Vectors of work that a kernel needs for each row. */
const WORK_VECTORS = 4;
const VECTOR_BYTES = 16;

/**
 * Runs a kernel that reduces each column by its order. A network sorts four columns at once, and only
 * brings
 * the `wanted` ranks to their places. rows: n arrays of equal length. `parameter` is the kernel's own.
 */
export function orderStatistic(
  name: 'trimmedColumnMean' | 'meanNearestMedian',
  rows: readonly Float32Array[],
  { parameter, wanted }: { parameter: number; wanted: readonly number[] },
): Reduction {
  const n = rows.length;
  const { length } = rows[0];
  const network = buildComparatorOffsets(n, wanted);
  const { at, stride, arrays } = layOutRows(rows, {
    network: ['i32', network.length],
    work: ['f32', 4 * WORK_VECTORS * n],
    kept: ['i32', n],
    out: ['f32', computeStride(rows)],
  });
  arrays.network.view.set(network);
  const addresses = [arrays.work.at, arrays.kept.at, arrays.out.at] as const;
  simd()[name](at, stride, n, length, parameter, arrays.network.at, network.length / 2, ...addresses);
  return {
    aggregate: arrays.out.view.slice(0, length),
    kept: Float64Array.from(arrays.kept.view),
  };
}

let last: { readonly key: string; readonly offsets: Int32Array } | null = null;

/**
 * The network as pairs of offsets into vectors.
 * All blocks of a round want the same one, so the last one is kept.
 */
function buildComparatorOffsets(n: number, wanted: readonly number[]): Int32Array {
  const key = `${n} ${wanted.join(' ')}`;
  if (last?.key !== key) {
    last = { key, offsets: Int32Array.from(sortingNetwork(n, wanted).flat(), (rank) => VECTOR_BYTES * rank) };
  }
  return last.offsets;
}
