import { el, type Markup } from '../markup.js';
import { cut } from './cut.js';

/** Values from 0 to 100 by row and column. */
export interface Heatmap {
  readonly rows: { readonly label: string; readonly values: readonly string[] };
  readonly columns: { readonly label: string; readonly values: readonly string[] };
  /** The value of a cell and what is written below it; null: there is none. */
  readonly cell: (row: number, column: number) => { readonly value: number; readonly below: string } | null;
}

const CELL_PX = { width: 64, height: 38 };
const CHARACTER_PX = 7.2;
const NAME_MAX = 26;

/** Cells in colours from dark (0) to bright (100), each with its value. */
export function drawHeatmap({ rows, columns, cell }: Heatmap): {
  width: number;
  height: number;
  content: Markup[];
} {
  const longest = (names: readonly string[]) => Math.max(...names.map((name) => cut(name, NAME_MAX).length));
  const left = Math.max(46, CHARACTER_PX * longest([...rows.values, rows.label]) + 14);
  const cellPx = Math.max(CELL_PX.width, CHARACTER_PX * Math.min(longest(columns.values), 16) + 8);
  const top = 44;
  const width = Math.max(left + cellPx * columns.values.length + 8, 300);
  const height = top + CELL_PX.height * rows.values.length + 8;
  const content = [
    el('text', { x: left, y: 14 }, cut(columns.label, NAME_MAX)),
    el('text', { class: 'end', x: left - 8, y: top - 8 }, cut(rows.label, NAME_MAX)),
    ...columns.values.map((name, k) =>
      el(
        'text',
        { class: 'mid', x: left + (k + 0.5) * cellPx, y: top - 8 },
        cut(name, Math.floor(cellPx / CHARACTER_PX)),
      ),
    ),
    ...rows.values.flatMap((name, row) => {
      const y = top + row * CELL_PX.height;
      return [
        el('text', { class: 'end', x: left - 8, y: y + 22 }, cut(name, NAME_MAX)),
        ...columns.values.flatMap((_, column) =>
          drawCell(cell(row, column), left + column * cellPx, y, cellPx),
        ),
      ];
    }),
  ];
  return { width, height, content };
}

function drawCell(found: ReturnType<Heatmap['cell']>, x: number, y: number, cellPx: number): Markup[] {
  const box = { x: x + 1, y: y + 1, width: cellPx - 2, height: CELL_PX.height - 2 };
  if (found === null) return [el('rect', { class: 'field', ...box })];
  const step = Math.min(10, Math.max(0, Math.round(found.value / 10)));
  const tone = step >= 6 ? 'on-bright' : 'on-dark';
  const middle = x + cellPx / 2;
  return [
    el('rect', { class: `h${step}`, ...box }),
    el(
      'text',
      { class: `mid strong ${tone}`, x: middle, y: y + (found.below === '' ? 24 : 18) },
      found.value.toFixed(1),
    ),
    ...(found.below === ''
      ? []
      : [el('text', { class: `mid small ${tone}`, x: middle, y: y + 31 }, found.below)]),
  ];
}
