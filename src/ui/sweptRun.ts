import type { JoinedRound } from '../rounds/round.js';
import type { SweptResult } from '../sweeps/sweptResult.js';
import { extendCurve, type Point } from './curve.js';
import { addRound, BEFORE_ROUNDS, speed, withDuration } from './soFar.js';

/** `waiting`: nobody is at it yet; `stopped`: nobody any more, and it can be gone on with. */
export type SweptState = 'waiting' | 'running' | 'stopped' | 'done' | 'overflowed' | 'failed';

/** What a row of a table says of a run; null where that is not known, or there is none. */
export interface SweptFigures {
  readonly rounds: number;
  /** Test accuracy, percent. */
  readonly accuracy: number | null;
  readonly accuracyMax: number | null;
  /** Mean over rounds of the corrupted workers' share of the aggregate. */
  readonly influence: number | null;
  /** Attack success, percent of a backdoor's images; null without a backdoor. */
  readonly hits: number | null;
  readonly leftMs: number | null;
}

/** The points of one curve that are kept: more than a chart among others has dots. */
const POINTS_MAX = 1024;

/** One of the runs of a sweep, as it comes about; small, for there may be thousands. */
export class SweptRun {
  /** Its value on every axis. */
  readonly values: readonly string[];
  state: SweptState = 'waiting';
  /** Test accuracy over all rounds that were seen. */
  accuracies: Point[] = [];
  /** null: not known yet. */
  roundsWanted: number | null;
  #rounds = 0;
  #soFar = BEFORE_ROUNDS;
  #durationsMs: number[] = [];
  #result: SweptResult | null = null;

  constructor(values: readonly string[], roundsWanted: number | null = null) {
    this.values = values;
    this.roundsWanted = roundsWanted;
  }

  /** Takes its rounds from the first on, also where that was done before. */
  begin(roundsWanted: number): void {
    this.roundsWanted = roundsWanted;
    this.accuracies = [];
    this.#rounds = 0;
    this.#soFar = BEFORE_ROUNDS;
    this.#durationsMs = [];
  }

  add({ record, timing }: Pick<JoinedRound, 'record' | 'timing'>): void {
    this.#rounds = record.round + 1;
    this.#soFar = addRound(this.#soFar, record);
    if (timing !== null) this.#durationsMs = withDuration(this.#durationsMs, timing.durationMs);
    if (record.accuracy === undefined) return;
    const point = { x: record.round, y: record.accuracy };
    this.accuracies = extendCurve(this.accuracies, point, POINTS_MAX);
  }

  /** Takes what it came to, whether its rounds were seen or not. */
  finish(result: SweptResult): void {
    this.#result = result;
    this.state = result.overflowRound === null ? 'done' : 'overflowed';
  }

  get hasEnded(): boolean {
    return ['done', 'overflowed', 'failed'].includes(this.state);
  }

  get roundsPerSecond(): number | null {
    return speed(this.#durationsMs);
  }

  get figures(): SweptFigures {
    const result = this.#result;
    const { accuracy, accuracyMax, influenceSum, hitRounds, hitRateMean } = this.#soFar;
    if (result !== null) {
      return {
        ...{ rounds: result.rounds, accuracy: result.accuracyFinal, accuracyMax: result.accuracyMax },
        ...{ influence: result.corruptedInfluenceMean, hits: result.backdoorHitRate, leftMs: null },
      };
    }
    return {
      ...{ rounds: this.#rounds, accuracy, accuracyMax },
      influence: this.#rounds === 0 ? null : influenceSum / this.#rounds,
      hits: hitRounds === 0 ? null : 100 * hitRateMean,
      leftMs: this.#leftMs(),
    };
  }

  #leftMs(): number | null {
    const { roundsPerSecond, roundsWanted, state } = this;
    if (state !== 'running' || roundsPerSecond === null || roundsWanted === null) return null;
    return (1000 * (roundsWanted - this.#rounds)) / roundsPerSecond;
  }
}
