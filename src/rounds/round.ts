import type { Phase } from '../actors/behaviour.js';
import type { ActorKind } from '../actors/results.js';
import type { Forgery } from '../attacks/attack.js';
import type { BackdoorRecord } from '../attacks/backdoor/attackSuccess.js';
import type { ChainRecord } from '../transforms/chainRecord.js';

/**
 * One line of rounds.jsonl: everything that a round led to, and no time.
 * Lengths and distances are Euclidean, over all d coordinates.
 * "Honest": the workers that are not corrupted; where all are, all, by their own gradients.
 * sigma: the root mean square distance of honest gradients to their mean. null where a number has no meaning.
 * Where workers are drawn for each round, lists "per worker" are of those that take part, in their order,
 * and `chosen` has places among these.
 * Measures that a scenario asks for add fields of their own, behind `scores`.
 */
export interface RoundRecord {
  readonly round: number;
  /** Who takes part, rising, where workers are drawn for each round. */
  readonly participants?: readonly number[];
  readonly learningRate: number;
  /** Mean loss of the honest workers on their batches, before the update, without L2. */
  readonly trainLoss: number | null;
  /** Test accuracy in percent and mean test loss after the update; only in evaluated rounds. */
  readonly accuracy?: number;
  readonly testLoss?: number | null;
  readonly aggregateNorm: number;
  readonly honestMeanNorm: number | null;
  /** Cosine of the aggregate and the honest mean. */
  readonly cosine: number | null;
  /** Distance of the aggregate to the honest mean, in sigma. */
  readonly distance: number | null;
  /** Distance of the first corrupted worker's report to the honest mean, in sigma. */
  readonly corruptedDistance?: number | null;
  readonly parameterNorm: number;
  /** Per worker, the share of the aggregate that came from its report. Sums to 1. */
  readonly influence: readonly number[];
  /** Sum of the corrupted workers' influence. */
  readonly corruptedInfluence: number;
  /**
   * Workers in the order in which the rule picked them,
   * and the scores of the first pick; where the rule picks.
   * Where there is a chain: rows that came out of its last step, instead of workers.
   */
  readonly chosen?: readonly number[];
  readonly scores?: readonly (number | null)[];
  /** What the transforms before the rule did, where there are some. */
  readonly chain?: ChainRecord;
  /** Under a backdoor, how it was answered by the parameters after the update; in every round. */
  readonly backdoor?: BackdoorRecord;
  /**
   * What the adversary decided, where its attack says so; of several attacks,
   * each fact has the name of its attack before it, as in `ipm.t`.
   */
  readonly attack?: NonNullable<Forgery['facts']>;
  /** Per worker, the first 16 hex digits of the SHA-256 of its report. */
  readonly reports: readonly string[];
  /**
   * Under attack, the same of each corrupted worker's own gradient, which it confided to the adversary alone.
   */
  readonly confided?: readonly string[];
  /** SHA-256 of the parameters and the velocity after the update. */
  readonly state: string;
  /** SHA-256 of what rule and attack remember after the round, where they remember anything. */
  readonly memory?: string;
  /** SHA-256 over the previous round's digest and this record. */
  readonly digest: string;
}

/**
 * One line of probes.jsonl: what every worker reported of a few
 * coordinates of the gradient, which are the same in all rounds.
 */
export interface ProbeRecord {
  readonly round: number;
  /** Rising; drawn by the seed. */
  readonly coordinates: readonly number[];
  /** For each of them what the n workers reported, in worker order; null where a report is not finite. */
  readonly reports: readonly (readonly (number | null)[])[];
  /** What the rule made of them. */
  readonly aggregate: readonly (number | null)[];
}

/** One line of timings.jsonl: how long a round took, which no two runs share. Milliseconds. */
export interface RoundTiming {
  readonly round: number;
  /** From the start of the round to the start of the next, or to its record where that was first. */
  readonly durationMs: number;
  /**
   * Time that threads were busy with each phase, summed over threads.
   * A round is evaluated while the next one trains, and that time is counted there.
   */
  readonly busyMs: Readonly<Record<Phase, number>>;
  /** Resident memory of the process, all threads, after the round. */
  readonly memoryBytes: number;
  /**
   * What each thread was busy with, by kind of actor: ms from the start of the round,
   * to hundredths; neighbouring spans of one kind are one.
   * Threads by rising number.
   * This and what follows is missing in older recordings,
   * and does not tell of work that was lost with a thread and begun anew.
   */
  readonly threads?: readonly ThreadTiming[];
  /**
   * Messages that actors and driver sent (one to all shards: one to each),
   * and bytes that were transferred between threads (both directions).
   */
  readonly messages?: number;
  readonly transferredBytes?: number;
  /**
   * The most deliveries that waited for a thread at one time,
   * and the mean over the moments at which a task was given out.
   */
  readonly queueMax?: number;
  readonly queueMean?: number;
}

/** What one thread was busy with in a round. */
export interface ThreadTiming {
  readonly thread: number;
  readonly busy: readonly (readonly [kind: ActorKind, fromMs: number, toMs: number])[];
}

/** A round as somebody sees it who may have come later: times and probes are not there for every round. */
export interface JoinedRound {
  readonly record: RoundRecord;
  readonly timing: RoundTiming | null;
  readonly probes: ProbeRecord | null;
}

/** What the stream of rounds carries. */
export interface Round {
  readonly record: RoundRecord;
  readonly probes: ProbeRecord;
  readonly timing: RoundTiming;
}
