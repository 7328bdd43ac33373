import type { Catalogue } from '../catalogue/catalogue.js';
import type { ExecutorName } from '../cluster/executor.js';
import type { RoundTiming } from '../rounds/round.js';
import type { Scenario } from '../scenario/scenario.js';
import { median } from '../statistics/spread.js';
import { timedRounds, WARM_UP_ROUNDS } from './timedRounds.js';
import type { Gaps } from './gaps.js';
import type { StageAccount } from './stageAccounts.js';
import { type Trace, TraceCollector, workMs } from './trace.js';

/** The parts of a round whose time is told apart: by the kind of actor that is busy, or nobody is. */
export const ROUND_SLICES = ['gradients', 'attack', 'aggregation and update', 'nobody'] as const;
export type RoundSlice = (typeof ROUND_SLICES)[number];

/** What a stretch of rounds on some threads showed; times in ms a round. */
export interface Measured {
  readonly threads: number;
  readonly roundsMs: readonly number[];
  /** Time in which at least one thread was busy with a part; the rest is the driver's and for waking. */
  readonly partsMs: Readonly<Record<RoundSlice, number>>;
  /** The driver's own time, also what it did beside busy threads. */
  readonly driverMs: number;
  readonly gaps: Gaps;
  readonly stages: readonly StageAccount[];
  readonly workMs: number;
  readonly memoryBytes: number;
  /** Between driver and threads, a round, and what travelled with them. */
  readonly messages: number;
  readonly movedBytes: number;
  readonly trace: Trace;
  /** Of the last round. */
  readonly digest: string;
}

/**
 * Plays a scenario on so many threads: some rounds to warm up, then `rounds` measured ones.
 * Only the last round is evaluated. It is not measured, so that only training is compared.
 */
export async function measure(
  { scenario, catalogue }: { readonly scenario: Scenario; readonly catalogue: Catalogue },
  { threads, rounds, executor }: { threads: number; rounds: number; executor: ExecutorName },
): Promise<Measured> {
  const collector = new TraceCollector();
  const played = await timedRounds(scenario, {
    ...{ rounds, catalogue, threads, executor },
    every: Infinity,
    onTrained: collector.onTrained,
  });
  const { timings, driverMs, digest } = played;
  const end = WARM_UP_ROUNDS + rounds;
  const trace = collector.typical(WARM_UP_ROUNDS, end);
  return {
    threads,
    roundsMs: timings.map(({ durationMs }) => durationMs),
    partsMs: measureSlices(timings),
    driverMs,
    gaps: collector.gaps(WARM_UP_ROUNDS, end),
    stages: collector.stages(WARM_UP_ROUNDS, end, played.threads),
    workMs: workMs(trace),
    memoryBytes: Math.max(...timings.map(({ memoryBytes }) => memoryBytes)),
    messages: median(timings.map(({ messages = 0 }) => messages)),
    movedBytes: median(timings.map(({ transferredBytes = 0 }) => transferredBytes)),
    trace,
    digest,
  };
}

const SLICE_BY_ACTOR = {
  worker: 'gradients',
  adversary: 'attack',
  shard: 'aggregation and update',
  server: 'aggregation and update',
  evaluator: null,
} as const;

function measureSlices(timings: readonly RoundTiming[]): Record<RoundSlice, number> {
  const sums = Object.fromEntries(ROUND_SLICES.map((slice) => [slice, 0])) as Record<RoundSlice, number>;
  for (const { threads, durationMs } of timings) {
    const intervals = (threads ?? []).flatMap(({ busy }) => busy);
    for (const slice of ROUND_SLICES) {
      const own = intervals.filter(([kind]) => SLICE_BY_ACTOR[kind] === slice);
      sums[slice] += covered(own.map(([, from, to]) => [from, to])) / timings.length;
    }
    const busy = covered(intervals.map(([, from, to]) => [from, to]));
    sums.nobody += (durationMs - busy) / timings.length;
  }
  return sums;
}

/** How much of a line lies under at least one of some stretches. */
function covered(intervals: readonly (readonly [from: number, to: number])[]): number {
  let [sum, end] = [0, -Infinity];
  for (const [from, to] of [...intervals].sort(([a], [b]) => a - b)) {
    if (to <= end) continue;
    sum += to - Math.max(from, end);
    end = to;
  }
  return sum;
}
