import type { PlannedMeasure } from '../actors/evaluationPlan.js';
import type { Conclusion, Results } from '../actors/results.js';
import type { World } from '../actors/world.js';
import { isHonest, listCorrupted } from '../scenario/corruption.js';
import { castRound, isSampled, listParticipants } from '../scenario/participants.js';
import type { Busy } from './busy.js';
import type { RoundRecord, RoundTiming } from './round.js';
import type { WorkerSummary } from './summarizeWorkers.js';
import { buildThreadTimeline } from './threadTimeline.js';

/** What was found out about a round besides what its messages say. */
export interface Findings {
  /** What was measured, and for each of these what its slices gave. */
  readonly planned: readonly PlannedMeasure[];
  readonly parts: readonly unknown[];
  /** SHA-256 of what rule and attack remember; null where they remember nothing. */
  readonly memory: string | null;
  /** What the adversary decided; null where it says nothing. */
  readonly facts: Results['decision']['facts'] | null;
}

/**
 * The record of a round but for its digest:
 * what workers said and the server concluded, with what was measured.
 * The fields of the first measure stand before the server's,
 * those of others behind; the order is part of the format.
 */
export function buildRecord(
  { scenario: whole, set, entries }: World,
  round: number,
  summaries: readonly WorkerSummary[],
  { decision, chain, ...conclusion }: Conclusion,
  findings: Findings,
): Omit<RoundRecord, 'digest'> {
  const scenario = castRound(whole, round);
  const { corrupted } = scenario.workers;
  const honest = summaries.filter((_, row) => isHonest(scenario, row));
  const confided = summaries.flatMap((summary) => summary.confided ?? []);
  const { facts } = findings;
  const measured = concludeMeasures(findings, set);
  return {
    round,
    ...(isSampled(whole) && { participants: listParticipants(whole, round) }),
    learningRate: entries.learningRate(round),
    trainLoss: finiteOrNull(honest.reduce((sum, { loss }) => sum + loss, 0) / honest.length),
    ...measured.first,
    aggregateNorm: conclusion.aggregateNorm,
    honestMeanNorm: finiteOrNull(conclusion.honestMeanNorm),
    cosine: conclusion.cosine,
    distance: conclusion.distance,
    ...(corrupted > 0 && { corruptedDistance: conclusion.corruptedDistance }),
    parameterNorm: conclusion.parameterNorm,
    influence: conclusion.influence,
    corruptedInfluence: listCorrupted(scenario).reduce((sum, row) => sum + conclusion.influence[row], 0),
    ...(decision && { chosen: decision.chosen, scores: decision.scores.map(finiteOrNull) }),
    ...(chain && { chain }),
    ...measured.others,
    ...(facts && { attack: facts }),
    reports: summaries.map(({ hash }) => hash),
    ...(confided.length > 0 && { confided }),
    state: conclusion.stateHash,
    ...(findings.memory !== null && { memory: findings.memory }),
  };
}

/** The record's fields of the first measure, and of the others, in their order. */
function concludeMeasures({ planned, parts }: Findings, set: World['set']) {
  const [first, others]: Record<string, unknown>[] = [{}, {}];
  let from = 0;
  for (const { measure, setting, place, slices } of planned) {
    const fields = measure.conclude(parts.slice(from, from + slices.length), set, setting);
    Object.assign(place === 0 ? first : others, fields);
    from += slices.length;
  }
  return { first, others };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The timing of a round that began at `startMs`, from who was busy when and what was moved. */
export function buildTiming(
  round: number,
  { startMs, endMs }: { startMs: number; endMs: number },
  parts: readonly Busy[],
  memoryBytes: number,
): RoundTiming {
  const durationMs = endMs - startMs;
  const spans = parts.flatMap((one) => one.spans);
  const sum = (pick: (busy: Busy) => number) => parts.reduce((total, one) => total + pick(one), 0);
  const busyMs = { gradients: 0, attack: 0, aggregation: 0, update: 0, evaluation: 0 };
  for (const span of spans) busyMs[span.phase] += Math.max(0, span.endMs - span.startMs);
  return {
    round,
    durationMs,
    busyMs,
    memoryBytes,
    threads: buildThreadTimeline(spans, startMs, durationMs),
    messages: sum(({ moved }) => moved.messages),
    transferredBytes: sum(({ moved }) => moved.bytes),
  };
}
