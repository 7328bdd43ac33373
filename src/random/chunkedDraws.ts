import { stream } from './stream.js';

/** Coordinates that have a stream of their own. */
const CHUNK = 1024;

/**
 * A draw for each of the coordinates from `start` on, `length` of them, uniform in [0, 1).
 * A coordinate's draw depends on seed, purpose, actor and its place alone, not on where blocks are cut:
 * every 1024 coordinates have a stream of their own, of which those before `start` are passed over.
 */
export function drawCoordinates(
  { seed, purpose, actor }: { readonly seed: number; readonly purpose: string; readonly actor: number },
  start: number,
  length: number,
): Float64Array {
  const draws = new Float64Array(length);
  const end = start + length;
  for (let chunk = Math.floor(start / CHUNK); chunk * CHUNK < end; chunk++) {
    const random = stream(seed, purpose, actor, chunk);
    const to = Math.min(end, (chunk + 1) * CHUNK);
    for (let at = chunk * CHUNK; at < to; at++) {
      const draw = random.uniform();
      if (at >= start) draws[at - start] = draw;
    }
  }
  return draws;
}

/** The most that `drawSeed` gives, plus 1. */
const SEEDS = 2 ** 48;

/** A seed for `drawCoordinates` that a record can hold: a whole number. */
export function drawSeed(random: { below(bound: number): number }): number {
  return random.below(SEEDS);
}
