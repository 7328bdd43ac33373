import type { MapPlace, ReportMap } from '../../runs/reportMap.js';
import { share } from '../format.js';
import { AXIS } from './axes.js';
import { BRAILLE_BITS, brailleCell, dotsInCell } from './chart.js';
import { mark } from './strip.js';
import { apart, joined, type Line, pickFittingText, type Tone } from './text.js';
import type { ViewSize } from './viewSize.js';

/** Lines besides those of the field. */
const EXTRAS = 4;
const FIELD_ROWS_MIN = 5;
const FIELD_COLUMNS_MIN = 40;
/** Of the extent, on each side. */
const MARGIN = 0.04;

/**
 * A map of the reports, at most `rows` lines.
 * The attack leads to the right, and upwards the honest ones differ most.
 * One scale for both axes, so that distances on the map compare;
 * where that needs fewer rows, fewer are taken.
 * Honest reports are dots; marks lie over them for the honest mean, the corrupted ones and the aggregate.
 */
export function drawReportMap(map: ReportMap, { columns, rows, ascii }: ViewSize): Line[] {
  const [across, down] = dotsInCell(ascii);
  const room = {
    width: (columns - AXIS) * across,
    height: (rows - EXTRAS) * down,
    dotHeight: ascii ? 2 : 1,
  };
  const least = { width: FIELD_COLUMNS_MIN * across, height: FIELD_ROWS_MIN * down };
  const frame = fitFrame(map.places, room, least);
  const [fieldColumns, fieldRows] = [Math.ceil(frame.width / across), Math.ceil(frame.height / down)];
  const field = drawField(map.places, { ...frame, columns: fieldColumns, rows: fieldRows, ascii });
  const { left, right, top, bottom } = frame;
  const tick = (row: number) => (row === 0 ? top : row === fieldRows - 1 ? bottom : null);
  const shares = `${share(map.alongShare)} of the honest spread is along, ${share(map.acrossShare)} across`;
  const titles = [`map of the reports, in sigma · ${shares}`, `the reports, in sigma · ${shares}`, shares];
  const ends = [left, right].map(tickText);
  return [
    [{ text: pickFittingText(titles, columns), tone: 'title' }],
    ...field.lines.map((line, row): Line => [
      {
        text: `${(tick(row) === null ? '' : tickText(tick(row)!)).padStart(AXIS - 1)}${ascii ? '|' : '│'}`,
        tone: 'quiet',
      },
      ...line,
    ]),
    apart(
      [{ text: `${' '.repeat(AXIS)}${ends[0]}  along the attack ${ascii ? '>' : '→'}`, tone: 'quiet' }],
      [{ text: ends[1], tone: 'quiet' }],
      AXIS + fieldColumns,
    ),
    drawLegend(map.places, { isOver: field.isOver, columns, ascii }),
  ];
}

interface Frame {
  /** In dots. */
  readonly width: number;
  readonly height: number;
  /** Sigma a dot, across and down. */
  readonly unit: number;
  readonly unitDown: number;
  /** The ends, in sigma. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** As many dots as the extent needs by the scale at which it has room. `dotHeight`: in widths of a dot. */
function fitFrame(
  places: readonly MapPlace[],
  { width, height, dotHeight }: { width: number; height: number; dotHeight: number },
  least: { width: number; height: number },
): Frame {
  const range = (values: readonly number[]) => {
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
    return { middle: (low + high) / 2, extent: (1 + 2 * MARGIN) * (high - low) };
  };
  const [x, y] = [range(places.map(({ along }) => along)), range(places.map(({ across }) => across))];
  const unit = Math.max(x.extent / width, y.extent / (height * dotHeight));
  const unitDown = unit * dotHeight;
  const taken = {
    width: Math.min(width, Math.max(least.width, Math.ceil(x.extent / unit))),
    height: Math.min(height, Math.max(least.height, Math.ceil(y.extent / unitDown))),
  };
  const left = x.middle - (taken.width * unit) / 2;
  const top = y.middle + (taken.height * unitDown) / 2;
  return {
    ...{ ...taken, unit, unitDown, left, top },
    right: left + taken.width * unit,
    bottom: top - taken.height * unitDown,
  };
}

function drawField(
  places: readonly MapPlace[],
  frame: Frame & { readonly columns: number; readonly rows: number; readonly ascii: boolean },
): { lines: Line[]; isOver: boolean } {
  const { columns, rows, ascii, unit, unitDown, left, top } = frame;
  const [across, down] = dotsInCell(ascii);
  const bits = new Uint8Array(columns * rows);
  let isOver = false; // the aggregate comes last
  const marks = new Map<number, { text: string; tone: Tone }>();
  const locate = (x: number, y: number) => {
    const dotX = Math.min(columns * across - 1, Math.max(0, Math.floor((x - left) / unit)));
    const dotY = Math.min(rows * down - 1, Math.max(0, Math.floor((top - y) / unitDown)));
    const cell = Math.floor(dotY / down) * columns + Math.floor(dotX / across);
    return { cell, bit: BRAILLE_BITS[dotX % across][dotY % down] };
  };
  marks.set(locate(0, 0).cell, { text: '+', tone: 'title' });
  for (const { row, corrupted, along, across: y } of places) {
    const { cell, bit } = locate(along, y);
    if (row === null) isOver = marks.get(cell)?.tone === 'corrupted';
    if (row === null) marks.set(cell, { text: aggregateMark(ascii), tone: 'alert' });
    else if (corrupted) marks.set(cell, { text: mark(true, ascii), tone: 'corrupted' });
    else bits[cell] |= bit;
  }
  const cellAt = (cell: number): { text: string; tone: Tone } =>
    marks.get(cell) ??
    (bits[cell] === 0
      ? { text: ' ', tone: 'quiet' }
      : { text: ascii ? mark(false, true) : brailleCell(bits[cell]), tone: 'honest' });
  const lines = Array.from({ length: rows }, (_, row) =>
    joined(Array.from({ length: columns }, (_, column) => cellAt(row * columns + column))),
  );
  return { lines, isOver };
}

/** `isOver`: whether the aggregate's mark hides that of corrupted reports. */
function drawLegend(
  places: readonly MapPlace[],
  { isOver, columns, ascii }: { isOver: boolean; columns: number; ascii: boolean },
): Line {
  const aggregate = places.find(({ row }) => row === null);
  const reports = places.filter(({ row }) => row !== null);
  const theirs = reports.filter(({ corrupted }) => corrupted);
  const far = theirs.map(({ distance }) => distance);
  const [least, most] = [Math.min(...far), Math.max(...far)].map((value) => value.toFixed(2));
  const honest = `${reports.length - theirs.length} honest`;
  const dot = ascii ? mark(false, true) : brailleCell(BRAILLE_BITS[0][1]);
  const corrupted = `${theirs.length} corrupted, ${least === most ? least : `${least} to ${most}`} off`;
  const over = isOver ? ` over ${mark(true, ascii)}` : '';
  const made = aggregate === undefined ? null : `aggregate${over}, ${aggregate.distance.toFixed(2)} off`;
  const gap = columns < 76 ? ' ' : '  ';
  const entries: readonly (readonly [string, Tone, string | null])[] = [
    [dot, 'honest', honest],
    [mark(true, ascii), 'corrupted', corrupted],
    [aggregateMark(ascii), 'alert', made],
    ['+', 'title', columns < 70 ? 'mean' : 'honest mean'],
  ];
  return entries.flatMap(([sign, tone, text]): Line =>
    text === null
      ? []
      : [
          { text: `${sign} `, tone },
          { text: `${text}${gap}`, tone: 'quiet' },
        ],
  );
}

function aggregateMark(ascii: boolean): string {
  return ascii ? 'A' : '◆';
}

/** In at most four characters, so far as values are reports': `-1.2`, `0.35`, `12`. */
function tickText(value: number): string {
  const digits = Math.abs(value) < 1 ? 2 : Math.abs(value) < 10 ? 1 : 0;
  return value.toFixed(digits).replace(/^(-?)0\./, '$1.');
}
