import { type Measured, ROUND_SLICES, type RoundSlice } from './measure.js';
import { computeSpread, median, type Spread } from '../statistics/spread.js';
import type { Ceiling } from './ceiling.js';
import type { StageAccount } from './stageAccounts.js';
import type { Gaps } from './gaps.js';
import type { Trace } from './trace.js';

/**
 * Several stretches of rounds on one thread count: medians over the stretches; of rounds, over all rounds.
 */
export interface Observation {
  readonly threads: number;
  readonly roundMs: number;
  readonly spread: Spread;
  readonly partsMs: Readonly<Record<RoundSlice, number>>;
  readonly driverMs: number;
  readonly gaps: Gaps;
  /** All steps of all actors. */
  readonly workMs: number;
  readonly memoryBytes: number;
  /** Arithmetic that so many independent threads got done in a second. */
  readonly rate: number;
  /** Bytes that they read and wrote in a second, with nothing else to do. */
  readonly bytes: number;
  /** Of the stretch in which the steps took the median time. */
  readonly stages: readonly StageAccount[];
  /** Of the stretch in which the steps took the median time. */
  readonly trace: Trace;
}

/** Observes stretches on one thread count, and the ceilings that were measured beside them. */
export function observe(runs: readonly Measured[], ceilings: readonly Ceiling[]): Observation {
  const over = (pick: (run: Measured) => number) => median(runs.map(pick));
  const spread = computeSpread(runs.flatMap(({ roundsMs }) => roundsMs));
  const partsMs = Object.fromEntries(ROUND_SLICES.map((slice) => [slice, over((run) => run.partsMs[slice])]));
  const byWork = [...runs].sort((a, b) => a.workMs - b.workMs);
  return {
    threads: runs[0].threads,
    roundMs: spread.median,
    spread,
    partsMs: partsMs as Record<RoundSlice, number>,
    driverMs: over(({ driverMs }) => driverMs),
    gaps: {
      stepMs: over(({ gaps }) => gaps.stepMs),
      wakeMs: findMedian(runs.map(({ gaps }) => gaps.wakeMs)),
      roundMs: over(({ gaps }) => gaps.roundMs),
    },
    workMs: over(({ workMs }) => workMs),
    memoryBytes: over(({ memoryBytes }) => memoryBytes),
    rate: median(ceilings.map(({ rate }) => rate)),
    bytes: median(ceilings.map(({ bytes }) => bytes)),
    stages: byWork[byWork.length >> 1].stages,
    trace: byWork[byWork.length >> 1].trace,
  };
}

function findMedian(values: readonly (number | null)[]): number | null {
  const found = values.filter((value) => value !== null);
  return found.length > 0 ? median(found) : null;
}
