import type { Point } from '../curve.js';
import { joined, type Line, type Tone } from './text.js';

/** The ranges of both axes; that of x begins at 0. */
export interface ChartRange {
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
}

/** How a chart is drawn: in character cells. */
export interface ChartFrame extends ChartRange {
  readonly columns: number;
  readonly rows: number;
  /** A level that is drawn as a dotted line behind the curve; null for none. */
  readonly level: number | null;
  /** Where on the x-axis an upright line marks what is looked at; null for none. */
  readonly cursor: number | null;
  /** A second curve behind the first, drawn with every second dot; absent for none. */
  readonly behind?: readonly Point[];
  readonly ascii: boolean;
}

/** Dots of a character cell, across and down. */
export function dotsInCell(ascii: boolean): readonly [number, number] {
  return ascii ? [1, 1] : [2, 4];
}

/** The character of a cell by the bits of its dots. */
export function brailleCell(bits: number): string {
  return String.fromCharCode(0x2800 + bits);
}

// Bits of a braille cell by column (2) and row (4) of its dots, from U+2800 on.
export const BRAILLE_BITS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/**
 * A curve through points (x rising, 0 to xMax) as `rows` lines of `columns` characters, top row first.
 * Braille cells hold 2 x 4 dots; in ASCII a cell is one dot.
 * Values beyond the range of y are drawn at its edge.
 */
export function drawChart(points: readonly Point[], frame: ChartFrame): Line[] {
  const { columns, rows, ascii } = frame;
  const [across, down] = dotsInCell(ascii);
  const dots = { width: columns * across, height: rows * down };
  const curve = new Uint8Array(dots.width * dots.height);
  plotCurve(curve, points, frame, dots);
  const second = new Uint8Array(curve.length);
  if (frame.behind !== undefined) plotCurve(second, frame.behind, frame, dots);
  const levelRow = frame.level === null ? -1 : toDotY(frame, frame.level, dots.height);
  const cursorColumn = frame.cursor === null ? -1 : Math.floor(toDotX(frame, frame.cursor, dots) / across);
  const cellAt = (column: number, row: number): { text: string; tone: Tone } => {
    let [bits, onCurve, onSecond] = [0, false, false];
    for (let x = 0; x < across; x++) {
      for (let y = 0; y < down; y++) {
        const [dotX, dotY] = [column * across + x, row * down + y];
        const isSet = curve[dotY * dots.width + dotX] === 1;
        const isSecond = second[dotY * dots.width + dotX] === 1 && (ascii || dotX % 2 === 0);
        if (isSet || isSecond || (dotY === levelRow && column % 2 === 0)) bits |= BRAILLE_BITS[x][y];
        onCurve ||= isSet;
        onSecond ||= isSecond;
      }
    }
    if (onCurve) return { text: ascii ? '*' : brailleCell(bits), tone: 'chart' };
    if (onSecond) return { text: ascii ? 'o' : brailleCell(bits), tone: 'honest' };
    if (column === cursorColumn) return { text: ascii ? '|' : '┊', tone: 'alert' };
    if (bits > 0) return { text: ascii ? '.' : brailleCell(bits), tone: 'quiet' };
    return { text: ' ', tone: 'quiet' };
  };
  return Array.from({ length: rows }, (_, row) =>
    joined(Array.from({ length: columns }, (_, column) => cellAt(column, row))),
  );
}

/** The dots of a whole chart. */
export interface Dots {
  readonly width: number;
  readonly height: number;
}

/** Sets the dots of a curve through points, which lie in rows from the top. */
export function plotCurve(curve: Uint8Array, points: readonly Point[], frame: ChartRange, dots: Dots): void {
  let last: Point | null = null;
  for (const point of points) {
    const x = toDotX(frame, point.x, dots);
    const y = toDotY(frame, point.y, dots.height);
    const from: Point = last ?? { x, y };
    const steps = Math.max(Math.abs(x - from.x), Math.abs(y - from.y), 1);
    for (let step = 0; step <= steps; step++) {
      const dotX = Math.round(from.x + ((x - from.x) * step) / steps);
      const dotY = Math.round(from.y + ((y - from.y) * step) / steps);
      curve[dotY * dots.width + dotX] = 1;
    }
    last = { x, y };
  }
}

function toDotX({ xMax }: ChartRange, x: number, { width }: Dots): number {
  return Math.round((Math.min(x, xMax) / Math.max(1, xMax)) * (width - 1));
}

function toDotY({ yMin, yMax }: ChartRange, value: number, height: number): number {
  const part = (Math.min(yMax, Math.max(yMin, value)) - yMin) / (yMax - yMin);
  return Math.round((1 - part) * (height - 1));
}
