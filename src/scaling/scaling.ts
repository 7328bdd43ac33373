import type { Host } from './host.js';
import type { Observation } from './observe.js';
import { costsFrom } from './costs.js';
import { amdahlFraction, gustafsonSpeedUp, karpFlatt } from './fits.js';
import type { Gaps } from './gaps.js';
import { ROUND_SLICES, type RoundSlice } from './measure.js';
import type { Spread } from '../statistics/spread.js';
import { type Bottleneck, findBottleneck } from './bottleneck.js';
import type { StageAccount } from './stageAccounts.js';
import type { Trace } from './trace.js';
import { type Costs, virtualRoundMs } from './virtualRound.js';

/** What so many threads showed, and what was expected of them. */
export interface ScalingPoint {
  readonly threads: number;
  /** More threads than cores: they take turns, and no model speaks of that. */
  readonly oversubscribed: boolean;
  readonly roundMs: Spread;
  /** Time in which at least one thread was busy with a part. */
  readonly partsMs: Readonly<Record<RoundSlice, number>>;
  /** Against one thread, of the whole round and of its parts; null where one thread had nothing to do. */
  readonly speedUp: number;
  readonly efficiency: number;
  readonly partsSpeedUp: Readonly<Record<RoundSlice, number | null>>;
  /** The speed-up of as many independent threads: the most that this machine gives. */
  readonly ceiling: number;
  /** The same of threads that only copy memory, and the bytes that they move in a second. */
  readonly streamCeiling: number;
  readonly streamedBytes: number;
  readonly stages: readonly StageAccount[];
  /** The driver's own time, and its share of a round. */
  readonly driverMs: number;
  readonly driverShare: number;
  /** What lay between steps. */
  readonly gaps: Gaps;
  /** Of the time of all threads, what they were not at a step. */
  readonly waitShare: number;
  readonly memoryBytes: number;
  /** The serial fraction that this point alone speaks for. */
  readonly karpFlatt: number | null;
  /** A round, by the model, its steps as much slower as arithmetic is on so many threads of this machine. */
  readonly predictedMs: number;
}

/** A round on as many cores as threads, by the model, and what it would gain the most by. */
export interface Prediction extends Bottleneck {
  readonly threads: number;
  readonly roundMs: number;
  readonly speedUp: number;
}

/** How rounds scale with threads on a machine, and how they would with more cores. */
export interface Scaling {
  readonly points: readonly ScalingPoint[];
  /** Fitted to points that are not oversubscribed; null where one thread alone is none. */
  readonly amdahl: { readonly serialFraction: number; readonly limit: number | null } | null;
  readonly gustafson: readonly { readonly threads: number; readonly speedUp: number }[];
  /** What the model takes a round to consist of, besides its steps. */
  readonly costs: Costs;
  readonly predicted: readonly Prediction[];
  /**
   * The largest relative error of a prediction, over measured
   * counts of several threads that are not oversubscribed.
   */
  readonly predictionError: number | null;
}

const PREDICTED_THREADS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** What observations say of scaling. The first is of one thread; the model knows of steps from that alone. */
export function computeScaling(
  observations: readonly Observation[],
  { cores }: Pick<Host, 'cores'>,
): Scaling {
  const [one] = observations;
  const costs = costsFrom(observations.filter(({ threads }) => threads === 1 || threads <= cores));
  const points = observations.map((observation) => ({
    ...comparison(observation, one),
    oversubscribed: observation.threads > cores,
    predictedMs: virtualRoundMs(one.trace, costs, observation.threads, computeSlowdown(observation, one)),
  }));
  const several = points.filter(({ threads, oversubscribed }) => threads > 1 && !oversubscribed);
  const serial = amdahlFraction(several);
  const errors = several.map(({ predictedMs, roundMs }) => predictedMs / roundMs.median - 1);
  return {
    points,
    amdahl: serial === null ? null : { serialFraction: serial, limit: serial > 0 ? 1 / serial : null },
    gustafson:
      serial === null
        ? []
        : PREDICTED_THREADS.map((threads) => ({ threads, speedUp: gustafsonSpeedUp(serial, threads) })),
    costs,
    predicted: predictRounds(one.trace, costs),
    predictionError: errors.reduce<number | null>(
      (worst, error) => (Math.abs(error) >= Math.abs(worst ?? 0) ? error : worst),
      null,
    ),
  };
}

/** A round of such steps on more and more cores. */
export function predictRounds(trace: Trace, costs: Costs): Prediction[] {
  const alone = virtualRoundMs(trace, costs, 1);
  return PREDICTED_THREADS.map((threads) => {
    const roundMs = virtualRoundMs(trace, costs, threads);
    return { threads, roundMs, speedUp: alone / roundMs, ...findBottleneck(trace, costs, threads) };
  });
}

/** How much slower a thread is beside others than alone. */
function computeSlowdown({ threads, rate }: Observation, one: Observation): number {
  return Math.max(1, (threads * one.rate) / rate);
}

function comparison(
  {
    threads,
    roundMs,
    spread,
    partsMs,
    driverMs,
    gaps,
    stages,
    workMs,
    memoryBytes,
    rate,
    bytes,
  }: Observation,
  one: Observation,
): Omit<ScalingPoint, 'oversubscribed' | 'predictedMs'> {
  const speedUp = one.roundMs / roundMs;
  const partsSpeedUp = ROUND_SLICES.map((slice) => [
    slice,
    one.partsMs[slice] > 0 && partsMs[slice] > 0 ? one.partsMs[slice] / partsMs[slice] : null,
  ]);
  return {
    threads,
    roundMs: spread,
    partsMs,
    speedUp,
    efficiency: speedUp / threads,
    partsSpeedUp: Object.fromEntries(partsSpeedUp) as Record<RoundSlice, number | null>,
    ceiling: rate / one.rate,
    streamCeiling: bytes / one.bytes,
    streamedBytes: bytes,
    stages,
    driverMs,
    driverShare: driverMs / roundMs,
    gaps,
    waitShare: Math.max(0, 1 - workMs / (threads * roundMs)),
    memoryBytes,
    karpFlatt: threads > 1 ? karpFlatt({ threads, speedUp }) : null,
  };
}
