import { cutColumns, padColumns, textWidth } from '../textWidth.js';
import type { HomeRow, HomeTab } from '../homeViewModel.js';
import type { Line } from './text.js';

const GAP = 2;
/** Before a name: a sign where the row is selected, and one where it is marked. */
const MARGIN = 4;
const NAME_MIN = 8;

/** What a list is drawn from. */
export interface HomeTable {
  readonly tab: Pick<HomeTab, 'heads' | 'forms' | 'rows'>;
  readonly rows: readonly HomeRow[];
  /** The rows that are on the screen, by the first and the one behind the last. */
  readonly from: number;
  readonly to: number;
  readonly selected: number;
  readonly marked: readonly string[];
}

/** A heading, and a row for each: its name, and as much of the rest as has room beside whole names. */
export function drawHomeRows(table: HomeTable, columns: number): Line[] {
  const { tab, rows, from, to, selected, marked } = table;
  const form = chooseForm(tab, columns);
  const widths = measureCells(tab);
  const fixed = form.slice(1);
  const others = fixed.reduce((sum, index) => sum + GAP + widths[index], 0);
  const room = Math.max(NAME_MIN, columns - MARGIN - others);
  const name = Math.min(room, widths[0]);
  const asText = (cells: readonly string[]) =>
    [
      padColumns(cutMiddle(cells[0], name), name),
      ...fixed.map((index) => padColumns(cells[index], widths[index])),
    ].join(' '.repeat(GAP));
  const heading: Line = [{ text: ' '.repeat(MARGIN) + asText(tab.heads), tone: 'quiet' }];
  const shown = rows.slice(from, to).map(({ key, cells, isDamaged }, index): Line => {
    const isSelected = from + index === selected;
    const tone = isSelected ? ('title' as const) : isDamaged ? ('alert' as const) : null;
    return [
      { text: isSelected ? '> ' : '  ', tone: 'title' },
      { text: marked.includes(key) ? '* ' : '  ', tone: 'honest' },
      { text: asText(cells), ...(tone && { tone }) },
    ];
  });
  return [heading, ...shown];
}

/** By all rows, filtered or not, so that columns stay where they are. */
function chooseForm(tab: HomeTable['tab'], columns: number): readonly number[] {
  const widths = measureCells(tab);
  const width = (form: readonly number[]) =>
    MARGIN + form.reduce((sum, index, at) => sum + (at === 0 ? 0 : GAP) + widths[index], 0);
  return tab.forms.find((form) => width(form) <= columns) ?? tab.forms.at(-1)!;
}

function measureCells({ heads, rows }: Pick<HomeTab, 'heads' | 'rows'>): number[] {
  return heads.map((head, index) =>
    rows.reduce((most, { cells }) => Math.max(most, textWidth(cells[index])), textWidth(head)),
  );
}

/** A folder's name says at its end what differs, and at its beginning from what. */
function cutMiddle(name: string, columns: number): string {
  if (textWidth(name) <= columns || textWidth(name) > name.length) return cutColumns(name, columns);
  const end = Math.floor((columns - 1) / 2);
  return `${name.slice(0, columns - 1 - end)}…${name.slice(name.length - end)}`;
}
