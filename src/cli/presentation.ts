import type { Command } from 'commander';
import { InputError } from '../errors/inputError.js';
import type { Note } from '../scenario/notes.js';
import { numberWithin } from './arguments.js';
import { isFullScreen } from './observers.js';

/** How rounds are presented to others, as it is typed. */
export interface PresentOptions {
  readonly present?: boolean;
  readonly pace?: string;
}

/** The same, read: what holds rounds up that could come faster. */
export interface Presentation {
  /** Whether it begins paused, with fewer facts and larger charts. */
  readonly isPresented: boolean;
  /** Rounds a second at most; null: as they come. */
  readonly pace: number | null;
  /** Rounds after which it pauses, for there is something to be said. */
  readonly stopsAfter: ReadonlySet<number>;
}

/** Slow enough to point at what happens. */
const PACE_PRESENTED = 4;
const PACES = Object.freeze({ least: 0.01, most: 100 });

/** Gives a command the options of those that can be shown to a room. */
export function addPresentOptions(command: Command): Command {
  return command
    .option('--present', 'for a room: begins paused, larger charts, pauses at each of the scenario’s notes')
    .option(
      '--pace <rounds>',
      `rounds a second at most; + and - double and halve it (default with --present: ${PACE_PRESENTED})`,
    );
}

/**
 * How rounds are to be presented, with the notes of their scenario.
 * Throws an InputError for what cannot be.
 */
export function readPresentation(
  { present = false, pace, ui }: PresentOptions & { readonly ui: string },
  notes: readonly Note[] = [],
): Presentation {
  if (present && !isFullScreen(ui)) {
    throw new InputError({ place: { file: '--present' }, problem: 'is for the full screen of a terminal' });
  }
  // The first note is read before anything moves: nothing is to be stopped for it.
  const stops = present ? notes.map(({ round }) => round).filter((round) => round > 0) : [];
  return {
    isPresented: present,
    pace: pace !== undefined ? parsePace(pace) : present ? PACE_PRESENTED : null,
    stopsAfter: new Set(stops),
  };
}

function parsePace(text: string): number {
  const allowed = `a number of rounds a second, ${PACES.least} to ${PACES.most}`;
  return numberWithin('--pace', text, PACES, allowed);
}
