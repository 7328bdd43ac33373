import { countParticipants } from '../scenario/participants.js';
import type { JoinedRound, RoundRecord } from '../rounds/round.js';
import type { RunFacts } from './observer.js';

/** One value of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A round as views show it, with what had come about up to then. */
export interface ShownRound extends Omit<JoinedRound, 'record'> {
  readonly record: Omit<RoundRecord, 'reports' | 'confided'>;
  readonly soFar: SoFar;
}

interface SoFar {
  /** Of the last evaluated round. */
  readonly accuracy: number | null;
  readonly testLoss: number | null;
  readonly accuracyMax: number | null;
  /**
   * Sum over rounds of the corrupted workers' share of the aggregate.
   * The result sums likewise, so that both round alike.
   */
  readonly influenceSum: number;
  /**
   * Rounds in which a backdoor was tried, and the mean over them
   * of the share of its images answered with its target.
   */
  readonly hitRounds: number;
  readonly hitRateMean: number;
  /** Over the last rounds that were played, not recalled. */
  readonly roundsPerSecond: number | null;
}

const NOTHING: SoFar = {
  accuracy: null,
  testLoss: null,
  accuracyMax: null,
  influenceSum: 0,
  hitRounds: 0,
  hitRateMean: 0,
  roundsPerSecond: null,
};

const BYTES_MAX = 64e6;
const ROUNDS_MAX = 20_000;
const POINTS_MAX = 4096;
const SPEED_ROUNDS = 20;

/** What there is to see of a run, gathered round by round; bounded in size whatever the length of the run. */
export class History {
  readonly facts: RunFacts;
  /** What was said last that is no round. */
  incident: string | null = null;
  /** Curves over all rounds: test accuracy in percent, and the honest workers' training loss. */
  accuracies: Point[] = [];
  losses: Point[] = [];
  readonly #roundsKept: number;
  #shownRounds: ShownRound[] = [];
  #durationsMs: number[] = [];

  constructor(facts: RunFacts) {
    this.facts = facts;
    const count = countParticipants(facts.scenario);
    const bytes = 2000 + 100 * count; // influence, scores and probes of each worker, and the timing
    this.#roundsKept = Math.max(100, Math.min(ROUNDS_MAX, Math.floor(BYTES_MAX / bytes)));
  }

  /** Rounds that are done. */
  get rounds(): number {
    return this.newest === null ? 0 : this.newest.record.round + 1;
  }

  get newest(): ShownRound | null {
    return this.#shownRounds[this.#shownRounds.length - 1] ?? null;
  }

  /** The first round that can still be shown. */
  get first(): number {
    return this.#shownRounds[0]?.record.round ?? 0;
  }

  at(round: number): ShownRound | null {
    return this.#shownRounds[round - this.first] ?? null;
  }

  /** The last `count` rounds up to and with `round`, oldest first. */
  upTo(round: number, count: number): readonly ShownRound[] {
    const end = round - this.first + 1;
    return this.#shownRounds.slice(Math.max(0, end - count), Math.max(0, end));
  }

  /** Takes a round that was played just now. */
  add(round: JoinedRound): void {
    if (round.timing !== null) {
      this.#durationsMs = [...this.#durationsMs, round.timing.durationMs].slice(-SPEED_ROUNDS);
    }
    this.recall(round);
  }

  /** Takes a round that was played earlier and took no time now. */
  recall({ record: { reports: _, confided: __, ...record }, timing, probes }: JoinedRound): void {
    const soFar = this.#soFar(record);
    this.#shownRounds.push({ record, timing, probes, soFar });
    if (this.#shownRounds.length > 1.25 * this.#roundsKept)
      this.#shownRounds = this.#shownRounds.slice(-this.#roundsKept);
    const { round: x, accuracy, trainLoss } = record;
    if (accuracy !== undefined) this.accuracies = extended(this.accuracies, { x, y: accuracy });
    if (trainLoss !== null) this.losses = extended(this.losses, { x, y: trainLoss });
  }

  #soFar({ accuracy, testLoss, corruptedInfluence, backdoor }: ShownRound['record']): SoFar {
    const before = this.newest?.soFar ?? NOTHING;
    const isTried = backdoor !== undefined && backdoor.of > 0;
    const hitRounds = before.hitRounds + (isTried ? 1 : 0);
    const hitRate = isTried ? backdoor.hits / backdoor.of : before.hitRateMean;
    const durationMs = this.#durationsMs.reduce((sum, ms) => sum + ms, 0);
    return {
      accuracy: accuracy ?? before.accuracy,
      testLoss: testLoss === undefined ? before.testLoss : testLoss,
      accuracyMax:
        accuracy === undefined ? before.accuracyMax : Math.max(before.accuracyMax ?? accuracy, accuracy),
      influenceSum: before.influenceSum + corruptedInfluence,
      hitRounds,
      hitRateMean: before.hitRateMean + (hitRate - before.hitRateMean) / Math.max(1, hitRounds),
      roundsPerSecond: durationMs > 0 ? (1000 * this.#durationsMs.length) / durationMs : null,
    };
  }
}

/** Time that the rest of the run will take at its recent speed, or null before it is known. */
export function remainingMs({ facts, rounds, newest }: History): number | null {
  const roundsPerSecond = newest?.soFar.roundsPerSecond ?? null;
  if (roundsPerSecond === null) return null;
  return (1000 * (facts.scenario.training.rounds - rounds)) / roundsPerSecond;
}

/** With every second point left out where there are too many: a chart has far fewer columns anyway. */
function extended(points: Point[], point: Point): Point[] {
  points.push(point);
  const last = points.length - 1;
  return points.length <= POINTS_MAX ? points : points.filter((_, index) => (last - index) % 2 === 0);
}
