import type { Controls } from './controls.js';
import type { History, ShownRound } from './history.js';
import type { Ending } from './observer.js';

/** The views, in the order of their keys 1, 2, 3. */
export const VIEWS = ['overview', 'round', 'threads'] as const;

/** What a person at the screen looks at. */
export interface ViewState {
  readonly view: (typeof VIEWS)[number];
  /** The round that is shown; null: the newest, as they come. */
  readonly round: number | null;
  /** Which of the probe coordinates is shown. */
  readonly coordinate: number;
  /**
   * What lies over the view: a page of the table of keys, the question whether to stop,
   * digits of a round to go to, or why the rule chose so in a round, from a line on.
   */
  readonly over:
    | 'stop?'
    | { readonly keysPage: number }
    | { readonly digits: string }
    | { readonly explained: number; readonly from: number }
    | null;
}

/** Everything that a screen is drawn from. */
export interface ViewModel {
  readonly history: History;
  readonly viewState: ViewState;
  readonly paused: boolean;
  readonly playback: Pick<NonNullable<Controls['playback']>, 'speed' | 'pace'> | null;
  /** Why the rule chose so in the round that this is asked of; null until it is known. */
  readonly explanation: string | null;
  /** Whether it is shown to a room. */
  readonly presented: boolean;
  /** How the rounds ended; null while they come. */
  readonly ending: Ending | null;
}

/** Where everybody starts to look. */
export const INITIAL_VIEW_STATE: ViewState = Object.freeze({
  view: 'overview',
  round: null,
  coordinate: 0,
  over: null,
});

/** The round that is shown; null before the first. */
export function findShownRound({
  history,
  viewState,
}: Pick<ViewModel, 'history' | 'viewState'>): ShownRound | null {
  return viewState.round === null ? history.newest : history.at(viewState.round);
}
