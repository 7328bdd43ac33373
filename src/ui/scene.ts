import type { Controls } from './controls.js';
import type { History, Moment } from './history.js';
import type { Ending } from './observer.js';

/** The views, in the order of their keys 1, 2, 3. */
export const VIEWS = ['overview', 'round', 'threads'] as const;

/** What a person at the screen looks at. */
export interface Gaze {
  readonly view: (typeof VIEWS)[number];
  /** The round that is shown; null: the newest, as they come. */
  readonly round: number | null;
  /** Which of the probe coordinates is shown. */
  readonly probe: number;
  /**
   * What lies over the view: the table of keys, the question whether to stop, or digits of a round to go to.
   */
  readonly over: 'keys' | 'stop?' | { readonly digits: string } | null;
}

/** Everything that a screen is drawn from. */
export interface Scene {
  readonly history: History;
  readonly gaze: Gaze;
  readonly paused: boolean;
  readonly playback: Pick<NonNullable<Controls['playback']>, 'speed'> | null;
  /** How the rounds ended; null while they come. */
  readonly ending: Ending | null;
}

/** Where everybody starts to look. */
export const FIRST_GAZE: Gaze = Object.freeze({ view: 'overview', round: null, probe: 0, over: null });

/** The round that is shown; null before the first. */
export function shownMoment({ history, gaze }: Pick<Scene, 'history' | 'gaze'>): Moment | null {
  return gaze.round === null ? history.newest : history.at(gaze.round);
}
