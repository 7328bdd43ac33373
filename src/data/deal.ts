import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';

/** How training images are dealt to workers and walked by them. */
export interface Deal {
  /** The order in which images are dealt: worker i gets places i, i+n, i+2n, ... of it. */
  readonly order: Uint32Array;
  readonly workers: number;
  readonly batch: number;
  readonly seed: number;
  /** Whether a worker reshuffles its share at each pass; if not it keeps the order of the deal. */
  readonly reshuffled: boolean;
}

/** The order of the deal: a permutation drawn from the seed, or 0, 1, 2, ... */
export function dealOrder(count: number, order: 'shuffled' | 'sequential', seed: number): Uint32Array {
  if (order === 'sequential') return Uint32Array.from({ length: count }, (_, index) => index);
  return permutation(count, stream(seed, 'deal of training images'));
}

/** How many of `count` images worker `worker` of `workers` holds. */
export function shareSize(count: number, workers: number, worker: number): number {
  return Math.floor((count - worker + workers - 1) / workers);
}

/**
 * The order in which a worker goes through its share in a
 * pass, as places in the share. null: the order of the deal.
 */
export function walkThrough(deal: Deal, worker: number, pass: number): Uint32Array | null {
  if (!deal.reshuffled) return null;
  const share = shareSize(deal.order.length, deal.workers, worker);
  return permutation(share, stream(deal.seed, 'pass through a share', worker, pass));
}

/** The training images that the first `first` of so many workers hold, in the order of the deal. */
export function imagesOfFirst(order: Uint32Array, workers: number, first: number): Uint32Array {
  return order.filter((_, place) => place % workers < first);
}

/**
 * The training images that a worker holds, in the order of its
 * walk through them. null: in the order of the deal.
 */
export function shareIndices(
  { order, workers }: Deal,
  worker: number,
  walk: Uint32Array | null,
): Uint32Array {
  const share = shareSize(order.length, workers, worker);
  return Uint32Array.from({ length: share }, (_, k) => order[worker + (walk ? walk[k] : k) * workers]);
}

/**
 * The training images of worker `worker` in round `round`: the next `batch` images of its share.
 * A pass ends with the last whole batch. The next pass reshuffles the share by the seed.
 * `walkOf`: `walkThrough` of a pass, or a remembered result of it.
 */
export function batchIndices(
  deal: Deal,
  worker: number,
  round: number,
  walkOf: (pass: number) => Uint32Array | null = (pass) => walkThrough(deal, worker, pass),
): Uint32Array {
  const share = shareSize(deal.order.length, deal.workers, worker);
  const batchesPerPass = Math.floor(share / deal.batch);
  const start = (round % batchesPerPass) * deal.batch;
  const walk = walkOf(Math.floor(round / batchesPerPass));
  return Uint32Array.from({ length: deal.batch }, (_, k) => {
    const place = walk ? walk[start + k] : start + k;
    return deal.order[worker + place * deal.workers];
  });
}
