import { targetOf } from '../attacks/backdoor/images.js';
import { joinTried, type Tried } from '../attacks/backdoor/tried.js';
import { backdoorOf, type BackdoorSetting } from '../attacks/setting.js';
import type { DataSet } from '../data/dataSet.js';
import type { Bodies } from '../actors/messages.js';
import type { World } from '../actors/world.js';
import type { Delivered } from '../cluster/deliver.js';
import { joinTraffic } from '../cluster/traffic.js';
import { isHonest, learningRateOf } from '../scenario/scenario.js';
import type { BackdoorRecord, RoundRecord, RoundTiming } from './round.js';
import { threadsOf } from './stretches.js';

/** What evaluators found; null where there was nothing of the kind to evaluate. */
export interface Evaluated {
  readonly scores: readonly Bodies['scored'][] | null;
  readonly attempts: readonly Bodies['attempted'][] | null;
}

/**
 * The record of a round but for its digest: what workers said and the server concluded, with accuracy and loss where the
 * round was evaluated (`scores`, one for each slice of the test images), and under a backdoor how it was answered.
 */
export function describeRound(
  { scenario, set }: World,
  round: number,
  summaries: readonly Bodies['summary'][],
  { selection, ...conclusion }: Bodies['concluded'],
  { scores, attempts }: Evaluated,
): Omit<RoundRecord, 'digest'> {
  const { corrupted } = scenario.workers;
  const total = (pick: (score: Bodies['scored']) => number) =>
    (scores ?? []).reduce((sum, s) => sum + pick(s), 0);
  const honest = summaries.filter((_, worker) => isHonest(scenario, worker));
  const confided = summaries.flatMap((summary) => summary.confided ?? []);
  return {
    round,
    learningRate: learningRateOf(scenario, round),
    trainLoss: finiteOrNull(honest.reduce((sum, { loss }) => sum + loss, 0) / honest.length),
    ...(scores && {
      accuracy: (100 * total(({ correct }) => correct)) / set.test.count,
      testLoss: finiteOrNull(total(({ lossSum }) => lossSum) / set.test.count),
    }),
    aggregateNorm: conclusion.aggregateNorm,
    honestMeanNorm: finiteOrNull(conclusion.honestMeanNorm),
    cosine: conclusion.cosine,
    distance: conclusion.distance,
    ...(corrupted > 0 && { corruptedDistance: conclusion.corruptedDistance }),
    parameterNorm: conclusion.parameterNorm,
    influence: conclusion.influence,
    corruptedInfluence: conclusion.influence.slice(0, corrupted).reduce((sum, share) => sum + share, 0),
    ...(selection && { chosen: selection.chosen, scores: selection.scores.map(finiteOrNull) }),
    ...(attempts && { backdoor: describeBackdoor(joinTried(attempts), backdoorOf(scenario.attack)!, set) }),
    reports: summaries.map(({ hash }) => hash),
    ...(confided.length > 0 && { confided }),
    state: conclusion.stateHash,
  };
}

function describeBackdoor(
  { of, hits, answers, marginSum, probabilitySum }: Tried,
  setting: BackdoorSetting,
  set: DataSet,
): BackdoorRecord {
  const mostFrequent = answers.reduce((best, count, answer) => (count > answers[best] ? answer : best), 0);
  return {
    target: targetOf(setting, set),
    hit: 2 * hits > of,
    hits,
    of,
    answer: answers[mostFrequent] > 0 ? mostFrequent : null,
    margin: finiteOrNull(marginSum / of),
    probability: finiteOrNull(probabilitySum / of),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The timing of a round that began at `startMs`, from who was busy when and what its deliveries took. */
export function timingOf(
  round: number,
  { startMs, endMs }: { startMs: number; endMs: number },
  delivered: readonly Pick<Delivered, 'spans' | 'traffic'>[],
): RoundTiming {
  const durationMs = endMs - startMs;
  const spans = delivered.flatMap((one) => one.spans);
  const traffic = joinTraffic(delivered.map((one) => one.traffic));
  const busyMs = { gradients: 0, attack: 0, aggregation: 0, update: 0, evaluation: 0 };
  for (const span of spans) busyMs[span.phase] += Math.max(0, span.endMs - span.startMs);
  return {
    round,
    durationMs,
    busyMs,
    memoryBytes: process.memoryUsage.rss(),
    threads: threadsOf(spans, startMs, durationMs),
    messages: traffic.messages,
    transferredBytes: traffic.transferredBytes,
    queueMax: traffic.waitingMax,
    queueMean: traffic.tasks === 0 ? 0 : traffic.waitingSum / traffic.tasks,
  };
}
