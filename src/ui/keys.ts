import type { Controls } from './controls.js';
import { type Gaze, type Scene, shownMoment, VIEWS } from './scene.js';

/** What is at hand when a key is pressed. */
export interface Desk {
  readonly scene: Scene;
  readonly controls: Controls;
  /** Leaves the screen of rounds that have ended. */
  readonly leave: () => void;
}

/** A line of the table that `?` shows, and what its keys do: they return what is looked at from then on. */
export interface Key {
  /** As `readKeys` names them. */
  readonly keys: readonly string[];
  /** As a person reads them. */
  readonly label: string;
  readonly does: string;
  readonly press: (desk: Desk, key: string) => Gaze;
}

const LEAP = 10;

/** Every key, in the order in which they are listed. */
export const KEYS: readonly Key[] = [
  {
    ...{ keys: ['space'], label: 'space', does: 'pause before the next round, and go on' },
    press: ({ scene, controls }) => {
      if (scene.ending === null) controls[controls.paused ? 'resume' : 'pause']();
      return scene.gaze;
    },
  },
  {
    ...{ keys: ['n'], label: 'n', does: 'one more round, then pause' },
    press: ({ scene, controls }) => {
      if (scene.ending === null) controls.step();
      return { ...scene.gaze, round: null };
    },
  },
  {
    ...{ keys: ['left', 'right'], label: '← →', does: 'the round before or after; the run goes on' },
    press: ({ scene }, key) => moved(scene, key === 'left' ? -1 : 1),
  },
  {
    keys: ['pageup', 'pagedown', 'shift+left', 'shift+right'],
    ...{ label: 'pgup, pgdn', does: `${LEAP} rounds back or on; also shift with ← →` },
    press: ({ scene }, key) => moved(scene, key === 'pageup' || key === 'shift+left' ? -LEAP : LEAP),
  },
  {
    ...{ keys: ['home', 'end'], label: 'home, end', does: 'the first round; the newest, as they come' },
    press: ({ scene, controls }, key) => {
      if (key === 'home') return moved(scene, -Infinity);
      if (scene.gaze.round === null) controls.playback?.skipTo(Infinity);
      return { ...scene.gaze, round: null };
    },
  },
  {
    ...{ keys: ['g'], label: 'g', does: 'go to a round: its number, then enter' },
    press: ({ scene: { gaze } }) => ({ ...gaze, over: { digits: '' } }),
  },
  {
    ...{ keys: ['1', '2', '3'], label: '1 2 3', does: 'overview, one round, threads' },
    press: ({ scene: { gaze } }, key) => ({ ...gaze, view: VIEWS[Number(key) - 1] }),
  },
  {
    ...{ keys: ['tab', 'shift+tab'], label: 'tab', does: 'the next view; with shift the one before' },
    press: ({ scene: { gaze } }, key) => {
      const step = key === 'tab' ? 1 : VIEWS.length - 1;
      return { ...gaze, view: VIEWS[(VIEWS.indexOf(gaze.view) + step) % VIEWS.length] };
    },
  },
  {
    ...{ keys: ['return'], label: 'enter', does: 'look into the round, and back' },
    press: ({ scene: { gaze } }) => ({ ...gaze, view: gaze.view === 'round' ? 'overview' : 'round' }),
  },
  {
    ...{
      keys: ['p', 'P', 'down', 'up'],
      label: 'p P, ↓ ↑',
      does: 'the next coordinate, in the view of a round',
    },
    press: ({ scene }, key) => probed(scene, key === 'p' || key === 'down' ? 1 : -1),
  },
  {
    ...{ keys: ['+', '=', '-'], label: '+ -', does: 'faster, slower; where a recording is watched' },
    press: ({ scene, controls }, key) => {
      if (key === '-') controls.playback?.slower();
      else controls.playback?.faster();
      return scene.gaze;
    },
  },
  {
    ...{ keys: ['escape'], label: 'esc', does: 'back: to the newest round, to the overview' },
    press: ({ scene: { gaze } }) =>
      gaze.round === null ? { ...gaze, view: 'overview' } : { ...gaze, round: null },
  },
  {
    ...{ keys: ['?', 'h'], label: '?', does: 'this table' },
    press: ({ scene: { gaze } }) => ({ ...gaze, over: 'keys' }),
  },
  {
    ...{ keys: ['q', 'Q'], label: 'q', does: 'quit; while a run goes on only when you say yes' },
    press: ({ scene, controls, leave }) => {
      const { gaze, ending, history } = scene;
      if (ending !== null) leave();
      else if (history.facts.watched) controls.stop();
      else return { ...gaze, over: 'stop?' };
      return gaze;
    },
  },
  {
    ...{ keys: ['ctrl+c'], label: 'ctrl-c', does: 'stop after this round; once more at once' },
    press: ({ scene, controls, leave }) => {
      if (scene.ending === null) controls.stop();
      else leave();
      return scene.gaze;
    },
  },
];

/** What is looked at after a key was pressed. Keys that are not in the table change nothing. */
export function press(desk: Desk, key: string): Gaze {
  const { gaze } = desk.scene;
  const found = KEYS.find(({ keys }) => keys.includes(key));
  if (key === 'ctrl+c') return found!.press(desk, key);
  if (gaze.over === 'stop?') return answered(desk, key);
  if (gaze.over === 'keys') return { ...gaze, over: null };
  if (gaze.over !== null) return typed(desk, gaze.over.digits, key);
  return found?.press(desk, key) ?? gaze;
}

function answered({ scene: { gaze }, controls }: Desk, key: string): Gaze {
  if (['y', 'Y', 'return'].includes(key)) controls.stop();
  return { ...gaze, over: null };
}

function typed({ scene, controls }: Desk, digits: string, key: string): Gaze {
  const { gaze, history } = scene;
  if (/^\d$/.test(key)) return { ...gaze, over: { digits: (digits + key).slice(0, 9) } };
  if (key === 'backspace') return { ...gaze, over: { digits: digits.slice(0, -1) } };
  if (key !== 'return' || digits === '') return { ...gaze, over: null };
  const round = Number(digits);
  if (round >= history.rounds) controls.playback?.skipTo(round);
  return { ...gaze, over: null, round: shownOrNewest(scene, round) };
}

function moved(scene: Scene, by: number): Gaze {
  const { gaze, history } = scene;
  const from = gaze.round ?? history.rounds - 1;
  return { ...gaze, round: history.rounds === 0 ? null : shownOrNewest(scene, from + by) };
}

/** The nearest round that can be shown. null, which follows the run, for the newest and beyond. */
function shownOrNewest({ history }: Scene, round: number): number | null {
  return round >= history.rounds - 1 ? null : Math.max(history.first, round);
}

function probed(scene: Scene, by: number): Gaze {
  const { gaze } = scene;
  const count = shownMoment(scene)?.probes?.coordinates.length ?? 1;
  return { ...gaze, probe: (gaze.probe + by + count) % count };
}
