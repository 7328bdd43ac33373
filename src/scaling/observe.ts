import { type Measured, type Part, PARTS } from './measure.js';
import { median, type Spread, spreadOf } from './statistics.js';
import type { Trace } from './trace.js';

/**
 * Several stretches of rounds on one thread count: medians over the stretches; of rounds, over all rounds.
 */
export interface Observation {
  readonly threads: number;
  readonly roundMs: number;
  readonly spread: Spread;
  readonly partsMs: Readonly<Record<Part, number>>;
  readonly driverMs: number;
  readonly tasks: number;
  /** All steps of all actors. */
  readonly workMs: number;
  readonly memoryBytes: number;
  /** Arithmetic that so many independent threads got done in a second. */
  readonly rate: number;
  /** Of the stretch in which the steps took the median time. */
  readonly trace: Trace;
}

/** Observes stretches on one thread count, and the rates that were measured beside them. */
export function observe(runs: readonly Measured[], rates: readonly number[]): Observation {
  const over = (pick: (run: Measured) => number) => median(runs.map(pick));
  const spread = spreadOf(runs.flatMap(({ roundsMs }) => roundsMs));
  const partsMs = Object.fromEntries(PARTS.map((part) => [part, over((run) => run.partsMs[part])]));
  const byWork = [...runs].sort((a, b) => a.workMs - b.workMs);
  return {
    threads: runs[0].threads,
    roundMs: spread.median,
    spread,
    partsMs: partsMs as Record<Part, number>,
    driverMs: over(({ driverMs }) => driverMs),
    tasks: over(({ tasks }) => tasks),
    workMs: over(({ workMs }) => workMs),
    memoryBytes: over(({ memoryBytes }) => memoryBytes),
    rate: median(rates),
    trace: byWork[byWork.length >> 1].trace,
  };
}
