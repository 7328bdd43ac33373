import type { Point } from '../curve.js';
import { BRAILLE_BITS, brailleCell, type ChartRange, type Dots, dotsInCell, plotCurve } from './chart.js';
import { seriesLetter, seriesTone } from './series.js';
import { joined, type Line, type Tone } from './text.js';

/** One of several curves in a chart: its place in the list gives it letter and colour. */
export interface OverlaidCurve {
  readonly index: number;
  readonly points: readonly Point[];
}

/** How curves are drawn over each other: in character cells. */
export interface OverlayFrame extends ChartRange {
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
}

/** Columns between the letters on one curve. */
const LETTER_EVERY = 24;

/**
 * Curves as `rows` lines of `columns` characters, top row first; where they cross, the first has its colour.
 * Each has its own, and its letter stands on it: at its end, and now and then on the way, where others'
 * letters leave room. In ASCII a curve is made of its letter; where several run together, they take turns.
 */
export function drawOverlaidCurves(curves: readonly OverlaidCurve[], frame: OverlayFrame): Line[] {
  const { columns, rows, ascii } = frame;
  const [across, down] = dotsInCell(ascii);
  const dots = { width: columns * across, height: rows * down };
  const drawn = curves.map(({ index, points }) => ({ index, dots: plotted(points, frame, dots) }));
  const letters = ascii ? new Map<number, number>() : placeLetters(drawn, frame, dots);
  const cellAt = (column: number, row: number): { text: string; tone: Tone } => {
    const cell = row * columns + column;
    const lettered = letters.get(cell);
    if (lettered !== undefined) return { text: seriesLetter(lettered), tone: seriesTone(lettered) };
    const there = drawn.map((curve) => ({ ...curve, bits: bitsIn(curve.dots, dots, [column, row], ascii) }));
    const shown = there.filter(({ bits }) => bits > 0);
    if (shown.length === 0) return { text: ' ', tone: 'quiet' };
    if (!ascii) {
      const bits = shown.reduce((all, one) => all | one.bits, 0);
      return { text: brailleCell(bits), tone: seriesTone(shown[0].index) };
    }
    const { index } = shown[column % shown.length];
    return { text: seriesLetter(index), tone: seriesTone(index) };
  };
  return Array.from({ length: rows }, (_, row) =>
    joined(Array.from({ length: columns }, (_, column) => cellAt(column, row))),
  );
}

/** A curve with its dots. */
interface Drawn {
  readonly index: number;
  readonly dots: Uint8Array;
}

function plotted(points: readonly Point[], frame: ChartRange, dots: Dots): Uint8Array {
  const curve = new Uint8Array(dots.width * dots.height);
  plotCurve(curve, points, frame, dots);
  return curve;
}

/** The bits of a cell in which a curve has dots. */
function bitsIn(
  curve: Uint8Array,
  { width }: Dots,
  [column, row]: readonly [number, number],
  ascii: boolean,
): number {
  const [across, down] = dotsInCell(ascii);
  let bits = 0;
  for (let x = 0; x < across; x++) {
    for (let y = 0; y < down; y++) {
      if (curve[(row * down + y) * width + column * across + x] === 1) bits |= BRAILLE_BITS[x][y];
    }
  }
  return bits;
}

/** For cells the index of the curve whose letter stands there. */
function placeLetters(
  drawn: readonly Drawn[],
  { columns, rows, ascii }: OverlayFrame,
  dots: Dots,
): Map<number, number> {
  const letters = new Map<number, number>();
  const spacing = Math.max(LETTER_EVERY, 2 * drawn.length);
  for (const [place, { index, dots: curve }] of drawn.entries()) {
    const cellIn = (column: number) => {
      for (let row = 0; row < rows; row++) {
        if (bitsIn(curve, dots, [column, row], ascii) > 0) return row * columns + column;
      }
      return null;
    };
    let last = columns - 1;
    while (last >= 0 && cellIn(last) === null) last--;
    // Each begins elsewhere, so that curves that run together have their letters side by side.
    const before = Math.round(((place + 1) * spacing) / (drawn.length + 1));
    const along = Array.from({ length: Math.ceil(columns / spacing) }, (_, k) => last - before - k * spacing);
    for (const from of [last, ...along]) {
      for (let column = from; column >= Math.max(0, from - drawn.length); column--) {
        const cell = cellIn(column);
        if (cell === null || letters.has(cell)) continue;
        letters.set(cell, index);
        break;
      }
    }
  }
  return letters;
}
