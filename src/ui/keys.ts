import type { Controls } from './controls.js';
import { findShownRound, type ViewModel, VIEWS, type ViewState } from './viewModel.js';

/** What is at hand when a key is pressed. */
export interface KeyContext {
  readonly viewModel: ViewModel;
  readonly controls: Controls;
  /** Leaves the screen of rounds that have ended. */
  readonly leave: () => void;
  /** How many pages the table of keys takes on the screen. */
  readonly keyPages: number;
  /** Begins to find out why the rule chose so in a round. */
  readonly explain: (round: number) => void;
}

/** A line of the table that `?` shows, and what its keys do: they return what is looked at from then on. */
export interface Key {
  /** As `readKeys` names them. */
  readonly keys: readonly string[];
  /** As a person reads them. */
  readonly label: string;
  readonly does: string;
  readonly press: (keyContext: KeyContext, key: string) => ViewState;
}

const LEAP = 10;

/** Every key, in the order in which they are listed. */
export const KEYS: readonly Key[] = [
  {
    ...{ keys: ['space'], label: 'space', does: 'pause before the next round, and go on' },
    press: ({ viewModel, controls }) => {
      if (viewModel.ending === null) controls[controls.paused ? 'resume' : 'pause']();
      return viewModel.viewState;
    },
  },
  {
    ...{ keys: ['n'], label: 'n', does: 'one more round, then pause' },
    press: ({ viewModel, controls }) => {
      if (viewModel.ending === null) controls.step();
      return { ...viewModel.viewState, round: null };
    },
  },
  {
    ...{ keys: ['left', 'right'], label: '← →', does: 'the round before or after; the run goes on' },
    press: ({ viewModel }, key) => moved(viewModel, key === 'left' ? -1 : 1),
  },
  {
    keys: ['pageup', 'pagedown', 'shift+left', 'shift+right'],
    ...{ label: 'pgup, pgdn', does: `${LEAP} rounds back or on; also shift with ← →` },
    press: ({ viewModel }, key) => moved(viewModel, key === 'pageup' || key === 'shift+left' ? -LEAP : LEAP),
  },
  {
    ...{ keys: ['home', 'end'], label: 'home, end', does: 'the first round; the newest, as they come' },
    press: ({ viewModel, controls }, key) => {
      if (key === 'home') return moved(viewModel, -Infinity);
      if (viewModel.viewState.round === null) controls.playback?.skipTo(Infinity);
      return { ...viewModel.viewState, round: null };
    },
  },
  {
    ...{ keys: ['g'], label: 'g', does: 'go to a round: its number, then enter' },
    press: ({ viewModel: { viewState } }) => ({ ...viewState, over: { digits: '' } }),
  },
  {
    ...{ keys: ['1', '2', '3'], label: '1 2 3', does: 'overview, one round, threads' },
    press: ({ viewModel: { viewState } }, key) => ({ ...viewState, view: VIEWS[Number(key) - 1] }),
  },
  {
    ...{ keys: ['tab', 'shift+tab'], label: 'tab', does: 'the next view; with shift the one before' },
    press: ({ viewModel: { viewState } }, key) => {
      const step = key === 'tab' ? 1 : VIEWS.length - 1;
      return { ...viewState, view: VIEWS[(VIEWS.indexOf(viewState.view) + step) % VIEWS.length] };
    },
  },
  {
    ...{ keys: ['return'], label: 'enter', does: 'look into the round, and back' },
    press: ({ viewModel: { viewState } }) => ({
      ...viewState,
      view: viewState.view === 'round' ? 'overview' : 'round',
    }),
  },
  {
    ...{
      keys: ['p', 'P', 'down', 'up'],
      label: 'p P, ↓ ↑',
      does: 'the next coordinate, in the view of a round',
    },
    press: ({ viewModel }, key) => showCoordinate(viewModel, key === 'p' || key === 'down' ? 1 : -1),
  },
  {
    ...{ keys: ['e'], label: 'e', does: 'why the rule chose so: the round again, taken apart' },
    press: ({ viewModel, controls, explain }) => {
      const { viewState, history } = viewModel;
      const round = viewState.round ?? history.rounds - 1;
      if (round < 0 || history.facts.folder === null || controls.explain === null) return viewState;
      explain(round);
      return { ...viewState, over: { explained: round, from: 0 } };
    },
  },
  {
    ...{ keys: ['+', '=', '-'], label: '+ -', does: 'faster, slower; where a recording is watched' },
    press: ({ viewModel, controls }, key) => {
      if (key === '-') controls.playback?.slower();
      else controls.playback?.faster();
      return viewModel.viewState;
    },
  },
  {
    ...{ keys: ['escape'], label: 'esc', does: 'back: to the newest round, to the overview' },
    press: ({ viewModel: { viewState } }) =>
      viewState.round === null ? { ...viewState, view: 'overview' } : { ...viewState, round: null },
  },
  {
    ...{ keys: ['?', 'h'], label: '?', does: 'this table, then what the words of the view mean' },
    press: ({ viewModel: { viewState } }) => ({ ...viewState, over: { keysPage: 0 } }),
  },
  {
    ...{ keys: ['q', 'Q'], label: 'q', does: 'quit; while a run goes on only when you say yes' },
    press: ({ viewModel, controls, leave }) => {
      const { viewState, ending, history } = viewModel;
      if (ending !== null) leave();
      else if (history.facts.watched) controls.stop();
      else return { ...viewState, over: 'stop?' };
      return viewState;
    },
  },
  {
    ...{ keys: ['ctrl+c'], label: 'ctrl-c', does: 'stop after this round; once more at once' },
    press: ({ viewModel, controls, leave }) => {
      if (viewModel.ending === null) controls.stop();
      else leave();
      return viewModel.viewState;
    },
  },
];

/** What is looked at after a key was pressed. Keys that are not in the table change nothing. */
export function press(keyContext: KeyContext, key: string): ViewState {
  const { viewState } = keyContext.viewModel;
  const found = KEYS.find(({ keys }) => keys.includes(key));
  if (key === 'ctrl+c') return found!.press(keyContext, key);
  if (viewState.over === 'stop?') return answered(keyContext, key);
  if (viewState.over !== null && 'keysPage' in viewState.over)
    return turned(keyContext, viewState.over.keysPage + 1, key);
  if (viewState.over !== null && 'explained' in viewState.over) return read(keyContext, viewState.over, key);
  if (viewState.over !== null) return typed(keyContext, viewState.over.digits, key);
  return found?.press(keyContext, key) ?? viewState;
}

function answered({ viewModel: { viewState }, controls }: KeyContext, key: string): ViewState {
  if (['y', 'Y', 'return'].includes(key)) controls.stop();
  return { ...viewState, over: null };
}

/** The table of keys at its next page; closed behind the last one. */
function turned(
  { viewModel: { viewState }, keyPages }: KeyContext,
  keysPage: number,
  key: string,
): ViewState {
  const isOpen = keysPage < keyPages && key !== 'escape' && key !== 'q';
  return { ...viewState, over: isOpen ? { keysPage } : null };
}

/** Lines that keys go on by; any other key closes what is read. */
const STEPS: Readonly<Record<string, number>> = {
  ...{ up: -1, down: 1, pageup: -LEAP, pagedown: LEAP, home: -Infinity, end: Infinity, space: LEAP },
};

function read(
  { viewModel: { viewState, explanation } }: KeyContext,
  { explained, from }: { readonly explained: number; readonly from: number },
  key: string,
): ViewState {
  const step = STEPS[key];
  if (step === undefined) return { ...viewState, over: null };
  const last = Math.max(0, (explanation?.split('\n').length ?? 0) - 1);
  return { ...viewState, over: { explained, from: Math.max(0, Math.min(last, from + step)) } };
}

function typed({ viewModel, controls }: KeyContext, digits: string, key: string): ViewState {
  const { viewState, history } = viewModel;
  if (/^\d$/.test(key)) return { ...viewState, over: { digits: (digits + key).slice(0, 9) } };
  if (key === 'backspace') return { ...viewState, over: { digits: digits.slice(0, -1) } };
  if (key === 'escape' || (key === 'return' && digits === '')) return { ...viewState, over: null };
  if (key !== 'return') return viewState;
  const round = Number(digits);
  if (round >= history.rounds) controls.playback?.skipTo(round);
  return { ...viewState, over: null, round: shownOrNewest(viewModel, round) };
}

function moved(viewModel: ViewModel, by: number): ViewState {
  const { viewState, history } = viewModel;
  const from = viewState.round ?? history.rounds - 1;
  return { ...viewState, round: history.rounds === 0 ? null : shownOrNewest(viewModel, from + by) };
}

/** The nearest round that can be shown. null, which follows the run, for the newest and beyond. */
function shownOrNewest({ history }: ViewModel, round: number): number | null {
  return round >= history.rounds - 1 ? null : Math.max(history.first, round);
}

function showCoordinate(viewModel: ViewModel, by: number): ViewState {
  const { viewState } = viewModel;
  const count = findShownRound(viewModel)?.probes?.coordinates.length ?? 1;
  return { ...viewState, coordinate: (viewState.coordinate + by + count) % count };
}
