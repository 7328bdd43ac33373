import type { Round } from '../rounds/round.js';
import type { Simulation } from '../rounds/simulation.js';
import type { Result } from '../runs/result.js';

/** What is known of a run before its first round. */
export interface RunFacts extends Pick<Simulation, 'scenario' | 'threads' | 'backend'> {
  /** The run folder; null where nothing is kept. */
  readonly folder: string | null;
}

/** How a run ended. */
export type Ending = 'complete' | 'interrupted' | 'failed';

/** Shows a run to somebody. Observers only look: with all of them gone every record is the same. */
export interface Observer {
  /** Before the first round. */
  start(facts: RunFacts): void;
  /** After each round, once it is recorded. */
  round(round: Round): void;
  /** When something went wrong that the run survives, such as a lost thread; or that a stop was asked for. */
  notice(text: string): void;
  /** After the last round; `result` is null when the run failed, for the reason that is given. Leaves the terminal clean. */
  finish(result: Result | null, ending: Ending, reason?: string): Promise<void>;
}

/** Where observers write: process.stdout and process.stderr, or what a test hands in. */
export interface Output {
  write(text: string): unknown;
}
