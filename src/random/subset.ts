import type { RandomStream } from './stream.js';

/**
 * Which of 0 .. length-1 are in a uniformly random subset of `size` (Floyd); all where size >= length.
 */
export function subset(size: number, length: number, random: RandomStream): Uint8Array {
  const isIn = new Uint8Array(length);
  if (size >= length) return isIn.fill(1);
  for (let last = length - size; last < length; last++) {
    const drawn = random.below(last + 1);
    isIn[isIn[drawn] ? last : drawn] = 1;
  }
  return isIn;
}
