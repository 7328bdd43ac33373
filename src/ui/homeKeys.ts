import { type HomeGaze, type HomeRow, type HomeViewModel, selectedIn } from './homeViewModel.js';

/** What somebody asks for at home that is done elsewhere. */
export type HomeChoice =
  | { readonly does: 'open' | 'report' | 'delete'; readonly key: string }
  | { readonly does: 'compare'; readonly keys: readonly string[] }
  | { readonly does: 'leave' | 'read again' };

/** What is at hand when a key is pressed. */
export interface HomeKeyContext {
  readonly viewModel: HomeViewModel;
  /** Rows that the list has on the screen. */
  readonly page: number;
  readonly keyPages: number;
  readonly choose: (choice: HomeChoice) => void;
}

interface HomeKey {
  readonly keys: readonly string[];
  readonly label: string;
  readonly does: string;
  readonly press: (keyContext: HomeKeyContext, key: string) => HomeGaze;
}

const FILTER_MAX = 40;

/** Every key, in the order in which they are listed. */
export const HOME_KEYS: readonly HomeKey[] = [
  {
    ...{ keys: ['up', 'down', 'k', 'j'], label: '↑ ↓', does: 'the row before or after' },
    press: ({ viewModel }, key) => moved(viewModel, key === 'up' || key === 'k' ? -1 : 1),
  },
  {
    ...{ keys: ['pageup', 'pagedown'], label: 'pgup, pgdn', does: 'a page back or on' },
    press: ({ viewModel, page }, key) => moved(viewModel, key === 'pageup' ? -page : page),
  },
  {
    ...{ keys: ['home', 'end'], label: 'home, end', does: 'the first row, the last' },
    press: ({ viewModel }, key) => moved(viewModel, key === 'home' ? -Infinity : Infinity),
  },
  {
    ...{ keys: ['1', '2', '3'], label: '1 2 3', does: 'runs, sweeps, scenarios' },
    press: ({ viewModel }, key) => ({ ...viewModel, open: Number(key) - 1 }),
  },
  {
    ...{ keys: ['tab', 'right', 'shift+tab', 'left'], label: 'tab, ← →', does: 'the list beside' },
    press: ({ viewModel }, key) => turned(viewModel, key === 'tab' || key === 'right' ? 1 : -1),
  },
  {
    ...{ keys: ['/'], label: '/', does: 'type what rows must have; esc drops it' },
    press: ({ viewModel }) => ({ ...viewModel, isTyping: true }),
  },
  {
    ...{ keys: ['escape'], label: 'esc', does: 'all rows again, none marked' },
    press: ({ viewModel }) => ({ ...viewModel, filter: '', marked: [] }),
  },
  {
    ...{ keys: ['return'], label: 'enter', does: 'watch the run or sweep; run the scenario' },
    press: (keyContext) =>
      withRow(keyContext, ({ key }) => {
        keyContext.choose({ does: 'open', key });
        return keyContext.viewModel;
      }),
  },
  {
    ...{ keys: ['space'], label: 'space', does: 'mark a run, or no longer' },
    press: (keyContext) => withRow(keyContext, ({ key }) => marked(keyContext.viewModel, key)),
  },
  {
    ...{ keys: ['c'], label: 'c', does: 'compare the marked runs' },
    press: ({ viewModel, choose }) => {
      const { marked: keys } = viewModel;
      if (keys.length < 2) return told(viewModel, 'mark two runs or more with space, then c compares them');
      choose({ does: 'compare', keys });
      return viewModel;
    },
  },
  {
    ...{ keys: ['r'], label: 'r', does: 'write a page of it to FOLDER.html, beside it' },
    press: (keyContext) =>
      withFolder(keyContext, ({ key }) => {
        keyContext.choose({ does: 'report', key });
        return keyContext.viewModel;
      }),
  },
  {
    ...{ keys: ['d'], label: 'd', does: 'delete the folder; asks before' },
    press: (keyContext) => withFolder(keyContext, ({ key }) => ({ ...keyContext.viewModel, asked: key })),
  },
  {
    ...{ keys: ['u'], label: 'u', does: 'read the folders again' },
    press: ({ viewModel, choose }) => {
      choose({ does: 'read again' });
      return viewModel;
    },
  },
  {
    ...{ keys: ['?', 'h'], label: '?', does: 'this table' },
    press: ({ viewModel }) => ({ ...viewModel, keysPage: 0 }),
  },
  {
    ...{ keys: ['q', 'Q', 'ctrl+c'], label: 'q, ctrl-c', does: 'leave' },
    press: ({ viewModel, choose }) => {
      choose({ does: 'leave' });
      return viewModel;
    },
  },
];

/** What is looked at after a key was pressed. Keys that are not in the table change nothing. */
export function pressAtHome(keyContext: HomeKeyContext, key: string): HomeGaze {
  const viewModel: HomeViewModel = { ...keyContext.viewModel, incident: null };
  const context = { ...keyContext, viewModel };
  const found = HOME_KEYS.find(({ keys }) => keys.includes(key));
  if (key === 'ctrl+c') return found?.press(context, key) ?? viewModel;
  if (viewModel.asked !== null) {
    if (key === 'y' || key === 'Y') context.choose({ does: 'delete', key: viewModel.asked });
    return { ...viewModel, asked: null };
  }
  if (viewModel.isTyping) return typed(viewModel, key);
  if (viewModel.keysPage !== null) {
    const isOpen = viewModel.keysPage + 1 < context.keyPages && key !== 'escape' && key !== 'q';
    return { ...viewModel, keysPage: isOpen ? viewModel.keysPage + 1 : null };
  }
  return found?.press(context, key) ?? viewModel;
}

function moved(viewModel: HomeViewModel, by: number): HomeGaze {
  const { rows, at } = selectedIn(viewModel);
  const to = Math.max(0, Math.min(rows.length - 1, at + by));
  return {
    ...viewModel,
    selected: viewModel.selected.map((one, tab) => (tab === viewModel.open ? to : one)),
  };
}

function turned(viewModel: HomeViewModel, by: number): HomeGaze {
  const { length } = viewModel.tabs;
  return { ...viewModel, open: (viewModel.open + by + length) % length };
}

function typed(viewModel: HomeViewModel, key: string): HomeGaze {
  const { filter, selected } = viewModel;
  if (key === 'return') return { ...viewModel, isTyping: false };
  if (key === 'escape') return { ...viewModel, isTyping: false, filter: '' };
  const isMove = ['up', 'down', 'pageup', 'pagedown', 'home', 'end'].includes(key);
  if (isMove) return moved(viewModel, key === 'up' ? -1 : key === 'down' ? 1 : 0);
  const more = key === 'space' ? ' ' : key.length === 1 ? key : '';
  const text = key === 'backspace' ? filter.slice(0, -1) : (filter + more).slice(0, FILTER_MAX);
  return { ...viewModel, filter: text, selected: text === filter ? selected : selected.map(() => 0) };
}

function marked(viewModel: HomeViewModel, key: string): HomeGaze {
  if (viewModel.open !== 0) return told(viewModel, 'runs alone are marked');
  const keys = viewModel.marked;
  const others = keys.filter((one) => one !== key);
  const next = others.length < keys.length ? others : [...keys, key];
  return { ...moved(viewModel, 1), marked: next };
}

function told(viewModel: HomeViewModel, incident: string): HomeGaze {
  return { ...viewModel, incident };
}

/** Of an empty list nothing can be asked. */
function withRow({ viewModel }: HomeKeyContext, then: (row: HomeRow) => HomeGaze): HomeGaze {
  const { rows, at } = selectedIn(viewModel);
  return rows.length === 0 ? viewModel : then(rows[at]);
}

function withFolder(keyContext: HomeKeyContext, then: (row: HomeRow) => HomeGaze): HomeGaze {
  const { viewModel } = keyContext;
  if (!viewModel.tabs[viewModel.open].isFolders) return told(viewModel, 'only runs and sweeps have folders');
  return withRow(keyContext, then);
}
