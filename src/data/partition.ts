import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';

/**
 * Who holds which training images: worker i those at places offsets[i] to offsets[i+1] of `indices`.
 * Shared, read only.
 */
export interface Partition {
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
}

/** How workers go through the images that they hold. */
export interface Epochs {
  readonly partition: Partition;
  readonly batch: number;
  readonly seed: number;
  /**
   * Whether a worker reshuffles its images at each pass; if not it keeps the order in which they were dealt.
   */
  readonly reshuffled: boolean;
}

/** A partition in shared memory, from the images of each worker. */
export function createPartition(lists: readonly ArrayLike<number>[]): Partition {
  const total = lists.reduce((sum, { length }) => sum + length, 0);
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * (lists.length + 1)));
  const indices = new Uint32Array(new SharedArrayBuffer(4 * total));
  for (const [worker, list] of lists.entries()) {
    indices.set(list, offsets[worker]);
    offsets[worker + 1] = offsets[worker] + list.length;
  }
  return { offsets, indices };
}

/** The order in which images are dealt: a permutation drawn from the seed, or 0, 1, 2, ... */
export function drawPartitionOrder(
  count: number,
  order: 'shuffled' | 'sequential',
  seed: number,
): Uint32Array {
  if (order === 'sequential') return Uint32Array.from({ length: count }, (_, index) => index);
  return permutation(count, stream(seed, 'deal of training images'));
}

/** The training images that a worker holds, as they were dealt; a view. */
export function localIndices({ offsets, indices }: Partition, worker: number): Uint32Array {
  return indices.subarray(offsets[worker], offsets[worker + 1]);
}

/**
 * The training images that some workers hold:
 * the first one of each, then the second ones, and so on.
 */
export function interleaveIndices(partition: Partition, workers: readonly number[]): Uint32Array {
  const lists = workers.map((worker) => localIndices(partition, worker));
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const all: number[] = [];
  for (let k = 0; k < longest; k++) for (const list of lists) if (k < list.length) all.push(list[k]);
  return Uint32Array.from(all);
}

/**
 * The order in which a worker goes through its images in a pass: places among them. null: as they were dealt.
 */
export function epochOrder(
  { partition, seed, reshuffled }: Epochs,
  worker: number,
  pass: number,
): Uint32Array | null {
  if (!reshuffled) return null;
  const { length } = localIndices(partition, worker);
  return permutation(length, stream(seed, 'pass through a share', worker, pass));
}

/** The training images that a worker holds, in an order of places among them; null: as they were dealt. */
export function orderedIndices(partition: Partition, worker: number, order: Uint32Array | null): Uint32Array {
  const local = localIndices(partition, worker);
  return order === null ? local : order.map((place) => local[place]);
}

/**
 * The training images of a worker in a round: the next `batch` ones of those it holds.
 * A pass ends with the last whole batch; at the next pass they are reshuffled by the seed.
 * `orderOf`: `epochOrder` of a pass, or what somebody remembers of it.
 */
export function batchIndices(
  epochs: Epochs,
  worker: number,
  round: number,
  orderOf: (pass: number) => Uint32Array | null = (pass) => epochOrder(epochs, worker, pass),
): Uint32Array {
  const local = localIndices(epochs.partition, worker);
  const batchesPerPass = Math.floor(local.length / epochs.batch);
  const start = (round % batchesPerPass) * epochs.batch;
  const order = orderOf(Math.floor(round / batchesPerPass));
  return Uint32Array.from({ length: epochs.batch }, (_, k) =>
    order === null ? local[start + k] : local[order[start + k]],
  );
}
