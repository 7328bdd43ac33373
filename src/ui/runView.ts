import type { BackdoorRecord, SeenRound } from '../rounds/round.js';
import type { RunFacts } from './observer.js';

/** One evaluated round, for the chart. */
export interface Point {
  readonly round: number;
  readonly accuracy: number;
}

/** What a view shows: gathered round by round, bounded in size whatever the length of the run. */
export interface RunView {
  readonly facts: RunFacts;
  readonly roundsDone: number;
  readonly points: readonly Point[];
  readonly accuracyMax: number | null;
  /** The last rounds, oldest first: share of the aggregate that was corrupted, and the rule's picks. */
  readonly recent: readonly {
    readonly corruptedInfluence: number;
    readonly chosen: readonly number[] | null;
    readonly backdoor: BackdoorRecord | null;
  }[];
  readonly influenceMean: number;
  /** Rounds in which a backdoor was tried. */
  readonly hitRounds: number;
  /** Mean over these rounds of the share of a backdoor's images that were answered with its target. */
  readonly hitRateMean: number;
  readonly corruptedDistance: number | null;
  readonly roundsPerSecond: number | null;
  readonly memoryBytes: number;
  readonly notice: string | null;
}

const RECENT_MAX = 512;
const POINTS_MAX = 4096;
const SPEED_ROUNDS = 20;

/** Gathers a view. Each change makes a new frozen one, so that a screen can tell whether it is up to date. */
export class RunViewKeeper {
  #view: RunView;
  readonly #durationsMs: number[] = [];

  constructor(facts: RunFacts) {
    this.#view = Object.freeze<RunView>({
      facts,
      roundsDone: 0,
      points: [],
      accuracyMax: null,
      recent: [],
      influenceMean: 0,
      hitRounds: 0,
      hitRateMean: 0,
      corruptedDistance: null,
      roundsPerSecond: null,
      memoryBytes: 0,
      notice: null,
    });
  }

  get view(): RunView {
    return this.#view;
  }

  add(round: SeenRound): void {
    this.recall(round);
    const { timing } = round;
    if (timing === null) return;
    this.#durationsMs.push(timing.durationMs);
    if (this.#durationsMs.length > SPEED_ROUNDS) this.#durationsMs.shift();
    const durationMs = this.#durationsMs.reduce((sum, ms) => sum + ms, 0);
    this.#view = Object.freeze<RunView>({
      ...this.#view,
      roundsPerSecond: (1000 * this.#durationsMs.length) / durationMs,
      memoryBytes: timing.memoryBytes,
    });
  }

  /** Takes a round that was recorded earlier and took no time now. */
  recall({ record }: SeenRound): void {
    const before = this.#view;
    const { accuracy, corruptedInfluence, chosen = null, backdoor = null } = record;
    const tried = before.hitRounds + (backdoor !== null && backdoor.of > 0 ? 1 : 0);
    const hitRate = tried > before.hitRounds ? backdoor!.hits / backdoor!.of : before.hitRateMean;
    const point = accuracy === undefined ? [] : [{ round: record.round, accuracy }];
    const roundsDone = record.round + 1;
    this.#view = Object.freeze<RunView>({
      ...before,
      roundsDone,
      points: thinned([...before.points, ...point]),
      accuracyMax: accuracy === undefined ? before.accuracyMax : Math.max(before.accuracyMax ?? 0, accuracy),
      recent: [...before.recent, { corruptedInfluence, chosen, backdoor }].slice(-RECENT_MAX),
      influenceMean: before.influenceMean + (corruptedInfluence - before.influenceMean) / roundsDone,
      hitRounds: tried,
      hitRateMean: before.hitRateMean + (hitRate - before.hitRateMean) / Math.max(1, tried),
      corruptedDistance: record.corruptedDistance ?? null,
    });
  }

  note(notice: string): void {
    this.#view = Object.freeze({ ...this.#view, notice });
  }
}

/** Every second point where there are too many: a chart has far fewer columns anyway. */
function thinned(points: Point[]): Point[] {
  const last = points.length - 1;
  return points.length <= POINTS_MAX ? points : points.filter((_, index) => (last - index) % 2 === 0);
}

/** Time that the rest of the run will take at its recent speed, or null before it is known. */
export function remainingMs({ facts, roundsDone, roundsPerSecond }: RunView): number | null {
  if (roundsPerSecond === null) return null;
  return (1000 * (facts.scenario.training.rounds - roundsDone)) / roundsPerSecond;
}
