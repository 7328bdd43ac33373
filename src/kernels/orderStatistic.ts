import { placeRows, strideOf } from './placeRows.js';
import type { Reduction } from './reduction.js';
import { simd } from './simd.js';
import { sortingNetwork } from './sortingNetwork.js';

/** Vectors of work that a kernel needs for each row. */
const WORK_VECTORS = 4;

/**
 * Runs a kernel that reduces each column by its order: four columns at once are sorted by a network that only brings
 * the `wanted` ranks to their places. rows: n arrays of equal length. `parameter` is the kernel's own.
 */
export function orderStatistic(
  name: 'trimmedColumnMean' | 'meanNearestMedian',
  rows: readonly Float32Array[],
  { parameter, wanted }: { parameter: number; wanted: readonly number[] },
): Reduction {
  const n = rows.length;
  const { length } = rows[0];
  const kernels = simd();
  const stride = strideOf(rows);
  const network = sortingNetwork(n, wanted);
  const arrays = kernels.layOut({
    values: ['f32', n * stride],
    network: ['i32', 2 * network.length],
    work: ['f32', 4 * WORK_VECTORS * n],
    kept: ['i32', n],
    out: ['f32', stride],
  });
  placeRows(rows, arrays.values.view);
  for (const [index, [low, high]] of network.entries()) {
    arrays.network.view[2 * index] = VECTOR_BYTES * low;
    arrays.network.view[2 * index + 1] = VECTOR_BYTES * high;
  }
  const addresses = [arrays.work.at, arrays.kept.at, arrays.out.at] as const;
  const { at } = arrays.values;
  kernels[name](at, 4 * stride, n, length, parameter, arrays.network.at, network.length, ...addresses);
  return {
    aggregate: arrays.out.view.slice(0, length),
    kept: Float64Array.from(arrays.kept.view),
  };
}

const VECTOR_BYTES = 16;
