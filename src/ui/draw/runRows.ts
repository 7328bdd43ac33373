import { printable } from '../../errors/show.js';
import { clock } from '../format.js';
import type { SweptRun } from '../sweptRun.js';
import { cutColumns, padColumns, textWidth } from '../textWidth.js';
import { seriesLetter, seriesTone } from './series.js';
import type { Line } from './text.js';

/** Before what differs: a mark where the run is selected, and its letter. */
const MARGIN = 4;
const GAP = 2;
const VALUES_MIN = 8;

/** What a table of runs is drawn from. */
export interface RunTable {
  readonly fields: readonly string[];
  readonly runs: readonly SweptRun[];
  /** The runs that have rows, by the first and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** null: none. */
  readonly selected: number | null;
  /** The runs that have a curve, likewise: their letters have its colour. */
  readonly curves: { readonly from: number; readonly to: number };
}

/** A heading and a row for each run: letter, what differs, state, accuracy, influence, success, time left. */
export function drawRunRows({ fields, runs, from, to, selected, curves }: RunTable, columns: number): Line[] {
  const shown = runs.slice(from, to);
  const hasHits = runs.some((run) => run.figures.hits !== null);
  const heads = ['rounds', 'now', 'best', 'influence', ...(hasHits ? ['ASR'] : []), 'left'];
  const full = [heads, ...shown.map((run) => cellsFor(run, hasHits, false))];
  const short = [
    heads.map((head) => (head === 'influence' ? 'infl' : head)),
    ...shown.map((run) => cellsFor(run, hasHits, true)),
  ];
  const values = alignValues(fields, runs, shown);
  const wanted = textWidth(values[0]);
  const table = columns - MARGIN - widthOf(full) >= Math.max(VALUES_MIN, wanted) ? full : short;
  const room = Math.max(VALUES_MIN, columns - MARGIN - widthOf(table));
  const widths = columnWidths(table);
  return table.map((cells, row): Line => {
    const index = from + row - 1;
    const what = padColumns(cutColumns(values[row], room), Math.min(room, wanted));
    const text = `${what}${cells.map((cell, k) => ' '.repeat(GAP) + cell.padStart(widths[k])).join('')}`;
    if (row === 0) return [{ text: ' '.repeat(MARGIN) + text, tone: 'quiet' }];
    const isSelected = index === selected;
    const hasCurve = index >= curves.from && index < curves.to;
    return [
      { text: isSelected ? '> ' : '  ', tone: 'title' },
      { text: seriesLetter(index), tone: hasCurve ? seriesTone(index) : 'quiet' },
      { text: ` ${text}`, ...(isSelected && { tone: 'title' as const }) },
    ];
  });
}

function cellsFor(run: SweptRun, hasHits: boolean, isShort: boolean): string[] {
  const { accuracy, accuracyMax, influence, hits, leftMs } = run.figures;
  const one = (value: number | null) => value?.toFixed(1) ?? '-';
  return [
    stateText(run, isShort),
    one(accuracy),
    one(accuracyMax),
    influence === null ? '-' : `${(100 * influence).toFixed(0)}%`,
    ...(hasHits ? [hits === null ? '-' : `${hits.toFixed(0)}%`] : []),
    leftMs === null ? '-' : clock(leftMs),
  ];
}

function stateText({ state, figures, roundsWanted }: SweptRun, isShort: boolean): string {
  if (state !== 'running') return isShort && state === 'overflowed' ? 'overflow' : state;
  return roundsWanted === null
    ? String(figures.rounds)
    : `${figures.rounds}${isShort ? '/' : ' of '}${roundsWanted}`;
}

/** What differs, a column for each axis: the heading, and a line for each row. */
function alignValues(
  fields: readonly string[],
  runs: readonly SweptRun[],
  shown: readonly SweptRun[],
): string[] {
  const rows = [nameFields(fields), ...shown.map(({ values }) => values.map(printable))];
  // By all runs, so that columns stay where they are while rows scroll.
  const widths = fields.map((_, axis) =>
    runs.reduce(
      (most, { values }) => Math.max(most, textWidth(printable(values[axis]))),
      textWidth(rows[0][axis]),
    ),
  );
  return rows.map((cells) => cells.map((cell, axis) => padColumns(cell, widths[axis])).join(' '.repeat(GAP)));
}

/** `z` for `attack.z`, and `attack` for what names the attack; in full where two would be called alike. */
function nameFields(fields: readonly string[]): string[] {
  const short = fields.map((field) => {
    const keys = field.split('.');
    const last = keys.pop()!;
    return printable(['name', 'rule'].includes(last) && keys.length > 0 ? keys.pop()! : last);
  });
  return new Set(short).size === short.length ? short : fields.map(printable);
}

function columnWidths(table: readonly (readonly string[])[]): number[] {
  return table[0].map((_, k) => Math.max(...table.map((cells) => cells[k].length)));
}

function widthOf(table: readonly (readonly string[])[]): number {
  return columnWidths(table).reduce((sum, width) => sum + GAP + width, 0);
}
