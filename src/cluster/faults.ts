import type { Address } from '../actors/messages.js';

/** A fault to inject, to see that it changes no result: when this actor steps in this attempt of this round. */
export interface Fault {
  readonly round: number;
  readonly actor: Address;
  /** Of the round, from 1. */
  readonly attempt: number;
  /** The thread exits; never answers; throws an error of krumble's own; runs out of memory. */
  readonly kind: 'exit' | 'hang' | 'throw' | 'memory';
}

/** Does to the current thread what a fault says. */
export function commit({ kind, round, actor }: Fault): void {
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
  }
}
