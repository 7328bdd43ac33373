import type { ExecutorName } from '../cluster/executor.js';
import { median } from '../statistics/spread.js';
import type { Measured } from './measure.js';

/** Rounds on one executor and so many threads, beside those of `shared` in the same minutes; medians. */
export interface ComparedExecutor {
  readonly executor: ExecutorName;
  readonly threads: number;
  readonly roundMs: number;
  /** How many times as long a round is as with `shared`. */
  readonly ratio: number;
  /** Between driver and threads, a round. */
  readonly messages: number;
  /** In buffers, both ways, a round. */
  readonly movedBytes: number;
  /**
   * By how much a round is longer for each message more, as thread time:
   * threads (T - T_shared) / (messages - messages_shared); null where there are no more.
   */
  readonly messageMs: number | null;
}

/** What was measured of one thread count on an executor, beside the same on `shared`. */
export function compareExecutor(
  executor: ExecutorName,
  runs: readonly Measured[],
  shared: readonly Measured[],
): ComparedExecutor {
  const [own, base] = [runs, shared].map((some) => ({
    roundMs: median(some.flatMap(({ roundsMs }) => roundsMs)),
    messages: median(some.map(({ messages }) => messages)),
  }));
  const { threads } = runs[0];
  const more = own.messages - base.messages;
  return {
    executor,
    threads,
    roundMs: own.roundMs,
    ratio: own.roundMs / base.roundMs,
    messages: own.messages,
    movedBytes: median(runs.map(({ movedBytes }) => movedBytes)),
    messageMs: more > 0 ? (threads * (own.roundMs - base.roundMs)) / more : null,
  };
}
