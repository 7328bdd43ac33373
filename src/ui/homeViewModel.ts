/** One of the lists of the home screen. */
export interface HomeTab {
  readonly title: string;
  /** What there is to say where the list is empty. */
  readonly none: string;
  /** Of the cells of a row, the first of which is its name. */
  readonly heads: readonly string[];
  /** Which cells are shown: the first form that fits, else the last, with names cut. */
  readonly forms: readonly (readonly number[])[];
  readonly rows: readonly HomeRow[];
  /** Of what Enter does. */
  readonly opens: string;
  /** Whether rows are folders, which can be compared, reported, deleted. */
  readonly isFolders: boolean;
}

/** A row: a folder, or the name of a scenario. */
export interface HomeRow {
  readonly key: string;
  readonly cells: readonly string[];
  /**
   * The whole of it in words, for the row that is selected: parts, of which as many are shown as have room.
   */
  readonly about: readonly string[];
  readonly isDamaged: boolean;
}

/** All that the home screen is drawn from. */
export interface HomeViewModel {
  readonly tabs: readonly HomeTab[];
  /** Which of them is open. */
  readonly open: number;
  /** The selected row of each tab, among those that the filter lets pass. */
  readonly selected: readonly number[];
  readonly filter: string;
  /** Whether letters go to the filter. */
  readonly isTyping: boolean;
  /** The runs that are to be compared, by key, in the order in which they were marked. */
  readonly marked: readonly string[];
  /** The folder that is deleted if somebody says yes. */
  readonly asked: string | null;
  readonly keysPage: number | null;
  /** What came of the last key. */
  readonly incident: string | null;
}

/** What keys change. */
export type HomeGaze = Omit<HomeViewModel, 'tabs'>;

/** What somebody sees who has pressed no key yet. */
export const FIRST_GAZE: HomeGaze = Object.freeze({
  ...{ open: 0, selected: [0, 0, 0], filter: '', isTyping: false, marked: [], asked: null },
  ...{ keysPage: null, incident: null },
});

/** The rows of the open tab in which every word of the filter occurs. */
export function filterRows({
  tabs,
  open,
  filter,
}: Pick<HomeViewModel, 'tabs' | 'open' | 'filter'>): readonly HomeRow[] {
  const words = filter.toLowerCase().split(' ');
  return tabs[open].rows.filter(({ cells, about }) => {
    const text = [...cells, ...about].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The row that is selected among them, by its place; the last one where there are fewer. */
export function selectedIn(viewModel: HomeViewModel): {
  readonly rows: readonly HomeRow[];
  readonly at: number;
} {
  const rows = filterRows(viewModel);
  return { rows, at: Math.max(0, Math.min(rows.length - 1, viewModel.selected[viewModel.open])) };
}
