import type { Address } from '../actors/results.js';
import { jumpClock } from './clock.js';

/**
 * A fault to inject, to see that it changes no result: when this actor steps in this attempt of this round.
 */
export interface Fault {
  readonly round: number;
  readonly actor: Address;
  /** Of the round, from 1. */
  readonly attempt: number;
  /**
   * The thread exits; never answers; throws an error of krumble's own;
   * runs out of memory; has its clock jump an hour back.
   * The last, `flip`, does change results, for a replay to find: one bit of a worker's gradient.
   */
  readonly kind: 'exit' | 'hang' | 'throw' | 'memory' | 'clock' | 'flip';
}

const HOUR_MS = 3_600_000;

/** Does to the current thread what a fault says. */
export function inflict({ kind, round, actor }: Fault): void {
  switch (kind) {
    case 'exit':
      process.exit(99);
      break;
    case 'hang':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      break;
    case 'throw':
      throw new Error(`injected fault in round ${round} at ${actor}`);
    case 'memory':
      for (const hoard: number[][] = []; ;) hoard.push(Array.from({ length: 1 << 16 }, (_, k) => k + 0.5));
    case 'clock':
      jumpClock(-HOUR_MS);
      break;
    case 'flip': // has its place inside the actor's step: see flipBit
  }
}

/** Flips the lowest bit of the value in the middle of a gradient. */
export function flipBit(gradient: Float32Array): void {
  const bits = new Uint32Array(gradient.buffer, gradient.byteOffset, gradient.length);
  bits[gradient.length >> 1] ^= 1;
}
