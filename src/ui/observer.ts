import type { Difference } from '../errors/divergenceError.js';
import type { Picture } from '../measures/picture.js';
import type { JoinedRound } from '../rounds/round.js';
import type { Simulation } from '../rounds/simulation.js';
import type { TwinRound } from '../runs/readTwin.js';
import type { Result } from '../runs/result.js';

/** What is known of a run before its first round. */
export interface RunFacts extends Pick<Simulation, 'scenario' | 'entries' | 'backend'> {
  /** Threads that rounds are played on; null where that is not known. */
  readonly threads: number | null;
  /** What a backdoor is for; null without one. */
  readonly picture: Picture | null;
  /** The run folder; null where nothing is kept. */
  readonly folder: string | null;
  /** Whether the rounds are played again to compare them with the folder's. */
  readonly replayed?: boolean;
  /** Whether the rounds were, or are being, played elsewhere and are only looked at. */
  readonly watched?: boolean;
}

/** How a run, or a replay of one, ended; `left`: who watched it did so before its end. */
export type Ending = 'complete' | 'overflowed' | 'interrupted' | 'failed' | 'equal' | 'diverged' | 'left';

/** What is to be said of an ending besides the result. */
export interface Detail {
  /** What failed, or what was found equal. */
  readonly reason?: string;
  /** Where a replay parted from its recording. */
  readonly difference?: Difference;
}

/** Shows a run to somebody. Observers only look: with all of them gone every record is the same. */
export interface Observer {
  /** Before the first round. */
  start(facts: RunFacts): void;
  /** Before the first round, for each that was recorded earlier: a run that goes on shows what led here. */
  recall(round: JoinedRound): void;
  /** After each round, once it is recorded. */
  round(round: JoinedRound): void;
  /** At any time from the start on: how the run's honest twin, without the attack, answers after a round. */
  twin(evaluated: TwinRound): void;
  /** When something went wrong that the run survives, such as a lost thread; or that a stop was asked for. */
  incident(text: string): void;
  /** After the last round; `result` is null when the run failed. Leaves the terminal clean. */
  finish(result: Result | null, ending: Ending, detail?: Detail): Promise<void>;
}

/** Where observers write: process.stdout and process.stderr, or what a test hands in. */
export interface Output {
  write(text: string): unknown;
}
