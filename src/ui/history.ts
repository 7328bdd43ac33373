import { countParticipants } from '../scenario/participants.js';
import type { JoinedRound, RoundRecord } from '../rounds/round.js';
import { extendCurve, type Point } from './curve.js';
import type { TwinRound } from '../runs/readTwin.js';
import type { RunFacts } from './observer.js';
import { addRound, BEFORE_ROUNDS, type SoFar, speed, withDuration } from './soFar.js';

/** A round as views show it, with what had come about up to then. */
export interface ShownRound extends Omit<JoinedRound, 'record'> {
  readonly record: Omit<RoundRecord, 'reports' | 'confided'>;
  readonly soFar: SoFar & {
    /** Over the last rounds that were played, not recalled. */
    readonly roundsPerSecond: number | null;
  };
}

const BYTES_MAX = 64e6;
const ROUNDS_MAX = 20_000;
const POINTS_MAX = 4096;

/** What there is to see of a run, gathered round by round; bounded in size whatever the length of the run. */
export class History {
  readonly facts: RunFacts;
  /** What was said last that is no round. */
  incident: string | null = null;
  /** Curves over all rounds: test accuracy in percent, and the honest workers' training loss. */
  accuracies: Point[] = [];
  losses: Point[] = [];
  /** Test accuracy of the honest twin, as far as it has come; empty where none is shown. */
  twin: Point[] = [];
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
      this.#durationsMs = withDuration(this.#durationsMs, round.timing.durationMs);
    }
    this.recall(round);
  }

  /** Takes a round of the twin, which may be before the run or behind it. */
  addTwin({ round, accuracy }: TwinRound): void {
    this.twin = extendCurve(this.twin, { x: round, y: accuracy }, POINTS_MAX);
  }

  /** How the twin had answered by a round; null before it came there. */
  twinAt(round: number): number | null {
    const isThere = (this.twin.at(-1)?.x ?? -1) >= round;
    return isThere ? (this.twin.findLast(({ x }) => x <= round)?.y ?? null) : null;
  }

  /** Takes a round that was played earlier and took no time now. */
  recall({ record: { reports: _, confided: __, ...record }, timing, probes }: JoinedRound): void {
    const roundsPerSecond = speed(this.#durationsMs);
    const soFar = { ...addRound(this.newest?.soFar ?? BEFORE_ROUNDS, record), roundsPerSecond };
    this.#shownRounds.push({ record, timing, probes, soFar });
    if (this.#shownRounds.length > 1.25 * this.#roundsKept)
      this.#shownRounds = this.#shownRounds.slice(-this.#roundsKept);
    const { round: x, accuracy, trainLoss } = record;
    if (accuracy !== undefined)
      this.accuracies = extendCurve(this.accuracies, { x, y: accuracy }, POINTS_MAX);
    if (trainLoss !== null) this.losses = extendCurve(this.losses, { x, y: trainLoss }, POINTS_MAX);
  }
}

/** Time that the rest of the run will take at its recent speed, or null before it is known. */
export function remainingMs({ facts, rounds, newest }: History): number | null {
  const roundsPerSecond = newest?.soFar.roundsPerSecond ?? null;
  if (roundsPerSecond === null) return null;
  return (1000 * (facts.scenario.training.rounds - rounds)) / roundsPerSecond;
}
