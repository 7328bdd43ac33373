import { lastValueFrom, tap } from 'rxjs';
import { DivergenceError } from '../errors/divergenceError.js';
import { type Overflow, OverflowError } from '../errors/overflowError.js';
import type { Round } from '../rounds/round.js';
import { roundStream } from '../rounds/simulate.js';
import type { Simulation } from '../rounds/simulation.js';
import type { State } from '../rounds/state.js';
import type { Result } from '../runs/result.js';
import type { RunFolder } from '../runs/runWriter.js';
import type { Detail, Ending } from '../ui/observer.js';
import { EXIT } from './exitCodes.js';
import type { PlayContext } from './playOptions.js';

/** What is played, what is done with each round, and how it ends. */
export interface PlaySession {
  readonly playable: Pick<Simulation, 'rounds'>;
  /** Awaited for each round before it is shown and before the next begins. */
  readonly commit: (round: Round) => void | Promise<void>;
  /**
   * Called once: after the last round, or when something failed;
   * `overflow`: how the model overflowed in the next.
   */
  readonly end: (overflow: Overflow | null) => Promise<PlayOutcome>;
}

/** The result of rounds that were played, and how it came about. */
export interface PlayOutcome extends Detail {
  readonly result: Result | null;
  readonly ending: Ending;
}

/** How rounds that were played ended, and after how many. */
export interface Ended {
  readonly ending: Ending;
  readonly rounds: number;
}

/**
 * Plays rounds before the observer, sets the exit code and says how it ended.
 * A model that overflows and a round that differs from its recording are outcomes;
 * what else makes rounds fail is thrown again when all is put away.
 */
export async function playSession(context: PlayContext, session: PlaySession): Promise<Ended> {
  const { observer } = context;
  const outcome = await playToEnd(context, session).catch(async (error: Error) => {
    await observer.finish(null, 'failed', { reason: error.message });
    throw error;
  });
  const { result, ending, ...detail } = outcome;
  await observer.finish(result, ending, detail);
  if (ending === 'interrupted') process.exitCode = EXIT.interrupted;
  if (ending === 'diverged') process.exitCode = EXIT.diverged;
  return { ending, rounds: result?.rounds ?? 0 };
}

async function playToEnd(
  { observer, signal }: PlayContext,
  { playable, commit, end }: PlaySession,
): Promise<PlayOutcome> {
  try {
    const rounds = roundStream(playable, { commit, signal });
    await lastValueFrom(rounds.pipe(tap((round) => observer.round(round))), {
      defaultValue: null,
    });
  } catch (error) {
    if (error instanceof OverflowError) return end(error.overflow);
    const outcome = await end(null).catch(() => null); // the first error is the one to tell
    if (!(error instanceof DivergenceError)) throw error;
    return { result: outcome?.result ?? null, ending: 'diverged', difference: error.difference };
  }
  return end(null);
}

/** Ends a run folder with the state that its rounds led to. */
export async function endRun(
  folder: RunFolder,
  state: () => State,
  overflow: Overflow | null,
): Promise<PlayOutcome> {
  const result = await folder.finish(state(), overflow);
  return { result, ending: chooseEnding(result) };
}

/** How a run ended that came to a result; null: it could not be written. */
export function chooseEnding(result: Result | null): Ending {
  if (result?.overflow) return 'overflowed';
  return result?.complete ? 'complete' : 'interrupted';
}
