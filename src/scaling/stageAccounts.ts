import type { Plan } from '../actors/plan.js';
import type { StageName } from '../actors/results.js';
import type { StepRecord } from '../cluster/executor.js';
import { median } from '../statistics/spread.js';

/** What a stage of a round came to on some threads; medians over rounds, in ms. */
export interface StageAccount {
  readonly name: StageName;
  readonly steps: number;
  /** All its steps together, and the longest. */
  readonly workMs: number;
  readonly longestMs: number;
  /** From the beginning of its first step to the end of its last. */
  readonly spanMs: number;
  /** What of this a thread would not need if all had the same share; other stages may go on meanwhile. */
  readonly waitMs: number;
  /** How much more than an even share the thread did that did the most: 0 to threads - 1. */
  readonly imbalance: number;
}

/** Accounts for the stages of rounds of one plan, in its order. */
export function accountStages(
  rounds: readonly { readonly plan: Plan; readonly steps: readonly StepRecord[] }[],
  threads: number,
): StageAccount[] {
  const [{ plan }] = rounds;
  return plan.map(({ name, actors }) => {
    const found = rounds.map(({ steps }) =>
      account(
        steps.filter(({ stage }) => stage === name),
        threads,
      ),
    );
    const over = (pick: (one: (typeof found)[number]) => number) => median(found.map(pick));
    return {
      ...{ name, steps: actors.length },
      workMs: over(({ workMs }) => workMs),
      longestMs: over(({ longestMs }) => longestMs),
      spanMs: over(({ spanMs }) => spanMs),
      waitMs: over(({ waitMs }) => waitMs),
      imbalance: over(({ imbalance }) => imbalance),
    };
  });
}

function account(steps: readonly StepRecord[], threads: number) {
  const byThread = new Map<number, number>();
  let [workMs, longestMs] = [0, 0];
  for (const { thread, startMs, endMs } of steps) {
    const tookMs = endMs - startMs;
    workMs += tookMs;
    longestMs = Math.max(longestMs, tookMs);
    byThread.set(thread, (byThread.get(thread) ?? 0) + tookMs);
  }
  const begin = Math.min(...steps.map(({ startMs }) => startMs));
  const spanMs = Math.max(...steps.map(({ endMs }) => endMs)) - begin;
  const evenMs = workMs / threads;
  return {
    ...{ workMs, longestMs, spanMs },
    waitMs: Math.max(0, spanMs - evenMs),
    imbalance: evenMs > 0 ? Math.max(...byThread.values()) / evenMs - 1 : 0,
  };
}
