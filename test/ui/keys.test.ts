import { describe, expect, test } from 'vitest';
import type { Controls } from '../../src/ui/controls.js';
import { KEYS, press } from '../../src/ui/keys.js';
import { INITIAL_VIEW_STATE, type ViewState } from '../../src/ui/viewModel.js';
import { makeFacts, makeHistory, makeViewModel } from '../support/madeUpRun.js';

interface Given {
  readonly rounds?: number;
  readonly paused?: boolean;
  readonly watched?: boolean;
  readonly ended?: boolean;
  readonly keyPages?: number;
  readonly explanation?: string | null;
  readonly gaze?: Partial<ViewState>;
}

/** What keys lead to, pressed one after the other: what is looked at, and what was asked of the rounds. */
function after(keys: readonly string[], given: Given = {}) {
  const {
    rounds = 40,
    paused = false,
    watched = false,
    ended = false,
    keyPages = 1,
    explanation = null,
  } = given;
  const asked: string[] = [];
  const ask = (what: string) => () => void asked.push(what);
  const controls: Controls = {
    paused,
    presented: false,
    explain: () => Promise.resolve('why'),
    stopped: false,
    ...{ pause: ask('pause'), resume: ask('resume'), step: ask('step'), stop: ask('stop') },
    playback: watched
      ? {
          ...{ speed: 1, pace: null, faster: ask('faster'), slower: ask('slower') },
          skipTo: (round) => void asked.push(`skip to ${round}`),
        }
      : null,
  };
  const history = makeHistory(rounds, 'krum', { ...makeFacts(), watched });
  let viewState: ViewState = { ...INITIAL_VIEW_STATE, ...given.gaze };
  for (const key of keys) {
    const viewModel = makeViewModel(history, {
      ...viewState,
      paused,
      explanation,
      ending: ended ? 'complete' : null,
    });
    viewState = press(
      {
        viewModel,
        controls,
        leave: ask('leave'),
        keyPages,
        explain: (round) => void asked.push(`explain ${round}`),
      },
      key,
    );
  }
  return { gaze: viewState, asked };
}

/** For every line of the table what each of its keys does; checked against the table for completeness. */
const EFFECTS: Readonly<Record<string, (key: string) => void>> = {
  space: () => {
    expect(after(['space']).asked).toEqual(['pause']);
    expect(after(['space'], { paused: true }).asked).toEqual(['resume']);
    expect(after(['space'], { ended: true }).asked).toEqual([]);
  },
  n: () => {
    expect(after(['n'], { gaze: { round: 3 } })).toEqual({ gaze: INITIAL_VIEW_STATE, asked: ['step'] });
  },
  left: () => {
    expect(after(['left']).gaze.round).toBe(38);
    expect(after(['left', 'left']).gaze.round).toBe(37);
    expect(after(['left'], { gaze: { round: 0 } }).gaze.round).toBe(0);
    expect(after(['left'], { rounds: 0 }).gaze.round).toBeNull();
  },
  right: () => {
    expect(after(['right'], { gaze: { round: 7 } }).gaze.round).toBe(8);
    expect(after(['right'], { gaze: { round: 38 } }).gaze.round).toBeNull();
    expect(after(['right']).gaze.round).toBeNull();
  },
  pageup: (key) => expect(after([key]).gaze.round).toBe(29),
  'shift+left': (key) => expect(after([key]).gaze.round).toBe(29),
  pagedown: (key) => expect(after([key], { gaze: { round: 5 } }).gaze.round).toBe(15),
  'shift+right': (key) => expect(after([key], { gaze: { round: 5 } }).gaze.round).toBe(15),
  home: () => expect(after(['home']).gaze.round).toBe(0),
  end: () => {
    expect(after(['end'], { gaze: { round: 5 } })).toEqual({ gaze: INITIAL_VIEW_STATE, asked: [] });
    expect(after(['end'], { gaze: { round: 5 }, watched: true }).asked).toEqual([]);
    expect(after(['end'], { watched: true }).asked).toEqual(['skip to Infinity']);
  },
  g: () => {
    expect(after(['g', '1', '2']).gaze.over).toEqual({ digits: '12' });
    expect(after(['g', '1', '2', 'return']).gaze).toEqual({ ...INITIAL_VIEW_STATE, round: 12 });
    expect(after(['g', '1', '2', 'backspace', 'return']).gaze.round).toBe(1);
    expect(after(['g', '1', 'escape']).gaze).toEqual(INITIAL_VIEW_STATE);
    expect(after(['g', '1', 'x', 'space', '2']).gaze.over).toEqual({ digits: '12' });
    expect(after(['g', 'return'], { gaze: { round: 4 } }).gaze.round).toBe(4);
    expect(after(['g', '9', '9', 'return'], { gaze: { round: 4 } }).gaze.round).toBeNull();
    expect(after(['g', '9', '9', 'return'], { watched: true }).asked).toEqual(['skip to 99']);
  },
  '1': () => expect(after(['1'], { gaze: { view: 'threads' } }).gaze.view).toBe('overview'),
  '2': () => expect(after(['2']).gaze.view).toBe('round'),
  '3': () => expect(after(['3']).gaze.view).toBe('threads'),
  tab: () => {
    expect(after(['tab']).gaze.view).toBe('round');
    expect(after(['tab', 'tab', 'tab']).gaze.view).toBe('overview');
  },
  'shift+tab': (key) => expect(after([key]).gaze.view).toBe('threads'),
  return: () => {
    expect(after(['return']).gaze.view).toBe('round');
    expect(after(['return', 'return']).gaze.view).toBe('overview');
  },
  p: (key) => expect([after([key]).gaze.coordinate, after([key, key]).gaze.coordinate]).toEqual([1, 0]),
  P: (key) => expect(after([key]).gaze.coordinate).toBe(1),
  down: (key) => expect(after([key]).gaze.coordinate).toBe(1),
  up: (key) => expect([after([key]).gaze.coordinate, after([key, key]).gaze.coordinate]).toEqual([1, 0]),
  e: (key) => {
    const over = { explained: 39, from: 0 };
    expect(after([key])).toEqual({ gaze: { ...INITIAL_VIEW_STATE, over }, asked: ['explain 39'] });
    expect(after([key], { gaze: { round: 5 } }).asked).toEqual(['explain 5']);
    expect(after([key, 'x'])).toEqual({ gaze: INITIAL_VIEW_STATE, asked: ['explain 39'] });
    const explanation = 'a\nb\nc';
    const from = (...keys: string[]) => after([key, ...keys], { explanation }).gaze.over;
    expect(from('down')).toEqual({ explained: 39, from: 1 });
    expect(from('pagedown')).toEqual({ explained: 39, from: 2 });
    expect(from('end', 'up')).toEqual({ explained: 39, from: 1 });
    expect(from('end', 'home')).toEqual(over);
    expect(after([key], { rounds: 0 }).asked).toEqual([]);
  },
  '+': (key) => expect(after([key], { watched: true }).asked).toEqual(['faster']),
  '=': (key) => expect(after([key], { watched: true }).asked).toEqual(['faster']),
  '-': (key) => {
    expect(after([key], { watched: true }).asked).toEqual(['slower']);
    expect(after([key])).toEqual({ gaze: INITIAL_VIEW_STATE, asked: [] });
  },
  escape: () => {
    const gaze = { round: 5, view: 'threads' as const };
    expect(after(['escape'], { gaze }).gaze).toEqual({ ...INITIAL_VIEW_STATE, view: 'threads' });
    expect(after(['escape', 'escape'], { gaze }).gaze).toEqual(INITIAL_VIEW_STATE);
  },
  '?': (key) => {
    expect(after([key]).gaze.over).toEqual({ keysPage: 0 });
    expect(after([key, 'x'])).toEqual({ gaze: INITIAL_VIEW_STATE, asked: [] });
    expect(after([key, 'x'], { keyPages: 2 }).gaze.over).toEqual({ keysPage: 1 });
    expect(after([key, 'x', 'x'], { keyPages: 2 })).toEqual({ gaze: INITIAL_VIEW_STATE, asked: [] });
    for (const leaves of ['escape', 'q'])
      expect(after([key, leaves], { keyPages: 2 })).toEqual({ gaze: INITIAL_VIEW_STATE, asked: [] });
  },
  h: (key) => expect(after([key]).gaze.over).toEqual({ keysPage: 0 }),
  q: (key) => quits(key),
  Q: (key) => quits(key),
  'ctrl+c': (key) => {
    expect(after([key]).asked).toEqual(['stop']);
    expect(after([key, key]).asked).toEqual(['stop', 'stop']);
    expect(after([key], { ended: true }).asked).toEqual(['leave']);
    for (const over of [{ keysPage: 0 }, 'stop?', { digits: '1' }] as const) {
      expect(after([key], { gaze: { over } }).asked).toEqual(['stop']);
    }
  },
};

function quits(key: string): void {
  expect(after([key])).toEqual({ gaze: { ...INITIAL_VIEW_STATE, over: 'stop?' }, asked: [] });
  expect(after([key, 'y'])).toEqual({ gaze: INITIAL_VIEW_STATE, asked: ['stop'] });
  for (const other of ['n', 'escape', key, 'space']) {
    expect(after([key, other])).toEqual({ gaze: INITIAL_VIEW_STATE, asked: [] });
  }
  expect(after([key], { ended: true }).asked).toEqual(['leave']);
  expect(after([key], { watched: true }).asked).toEqual(['stop']);
}

describe('the key', () => {
  test.each(KEYS.flatMap(({ keys }) => keys))('%s does what the table says', (key) => {
    expect(EFFECTS).toHaveProperty([key]);
    EFFECTS[key](key);
  });
});

test('no key is in the table twice, and no other key does anything', () => {
  const all = KEYS.flatMap(({ keys }) => keys);
  expect(new Set(all).size).toBe(all.length);
  for (const key of ['x', '7', 'ctrl+z', 'shift+home']) {
    expect(after([key])).toEqual({ gaze: INITIAL_VIEW_STATE, asked: [] });
  }
});
