import type { SweepViewModel } from './sweepViewModel.js';

/** What a person looks at: what keys change. */
export type SweepGaze = Pick<SweepViewModel, 'selected' | 'keysPage'>;

/** What is at hand when a key is pressed. */
export interface SweepKeyContext {
  readonly viewModel: SweepViewModel;
  /** Rows that the table of runs has on the screen. */
  readonly page: number;
  /** How many pages the table of keys takes. */
  readonly keyPages: number;
  /** Looks into the run that is selected. */
  readonly lookInto: () => void;
  /** Leaves the screen: asks runs that go on to stop, the second time at once. */
  readonly leave: () => void;
}

interface SweepKey {
  readonly keys: readonly string[];
  readonly label: string;
  readonly does: string;
  readonly press: (keyContext: SweepKeyContext, key: string) => SweepGaze;
}

/** Every key, in the order in which they are listed. */
export const SWEEP_KEYS: readonly SweepKey[] = [
  {
    ...{ keys: ['up', 'down', 'k', 'j'], label: '↑ ↓', does: 'the run before or after' },
    press: ({ viewModel }, key) => moved(viewModel, key === 'up' || key === 'k' ? -1 : 1),
  },
  {
    ...{ keys: ['pageup', 'pagedown'], label: 'pgup, pgdn', does: 'a page of runs back or on' },
    press: ({ viewModel, page }, key) => moved(viewModel, key === 'pageup' ? -page : page),
  },
  {
    ...{ keys: ['home', 'end'], label: 'home, end', does: 'the first run, the last' },
    press: ({ viewModel }, key) => moved(viewModel, key === 'home' ? -Infinity : Infinity),
  },
  {
    ...{ keys: ['return', 'right'], label: 'enter', does: 'look into the run; esc or q comes back' },
    press: ({ viewModel, lookInto }) => {
      lookInto();
      return viewModel;
    },
  },
  {
    ...{ keys: ['?', 'h'], label: '?', does: 'this table' },
    press: ({ viewModel }) => ({ ...viewModel, keysPage: 0 }),
  },
  {
    ...{
      keys: ['q', 'Q'],
      label: 'q',
      does: 'leave; runs stop, the same command goes on',
    },
    press: ({ viewModel, leave }) => {
      leave();
      return viewModel;
    },
  },
  {
    ...{ keys: ['ctrl+c'], label: 'ctrl-c', does: 'the same; once more at once' },
    press: ({ viewModel, leave }) => {
      leave();
      return viewModel;
    },
  },
];

/** What is looked at after a key was pressed. Keys that are not in the table change nothing. */
export function pressInSweep(keyContext: SweepKeyContext, key: string): SweepGaze {
  const { viewModel, keyPages } = keyContext;
  const found = SWEEP_KEYS.find(({ keys }) => keys.includes(key));
  if (viewModel.keysPage !== null && key !== 'ctrl+c') {
    const isOpen = viewModel.keysPage + 1 < keyPages && key !== 'escape' && key !== 'q';
    return { ...viewModel, keysPage: isOpen ? viewModel.keysPage + 1 : null };
  }
  return found?.press(keyContext, key) ?? viewModel;
}

function moved({ facts, selected, keysPage }: SweepViewModel, by: number): SweepGaze {
  return { keysPage, selected: Math.max(0, Math.min(facts.runs.length - 1, selected + by)) };
}
