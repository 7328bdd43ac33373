import type { RandomStream } from './stream.js';

/** A uniformly random permutation of 0 .. length-1 (Fisher-Yates, from the last place to the first). */
export function permutation(length: number, random: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const value = order[last];
    order[last] = order[other];
    order[other] = value;
  }
  return order;
}
