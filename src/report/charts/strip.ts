import { el, type Markup } from '../markup.js';
import { drawLegend, type Entry } from './legend.js';
import { countScale, tickText } from './scale.js';

/**
 * One row of a strip: a value from 0 to `most` for each stretch of rounds. A higher value is drawn fuller.
 */
export interface StripRow {
  /** `corrupted`, `honest` or `plain`. */
  readonly className: string;
  readonly values: ArrayLike<number>;
}

export interface Strip {
  readonly rows: readonly StripRow[];
  /** Of the values. */
  readonly most: number;
  /** Rounds that the strip is of, from 0 on. */
  readonly rounds: number;
  /** What stands beside rows, at the top of a row. */
  readonly labels: readonly { readonly row: number; readonly text: string }[];
  readonly legend: readonly Entry[];
}

const WIDTH = 400;
const LEFT = 66;
const RIGHT = 12;
const LEVELS = 5;
/** How far apart labels are at the least. */
const LABEL_PX = 14;

/** Rows of rounds from left to right. A level of fullness is one path, of all stretches that have it. */
export function drawStrip({ rows, most, rounds, labels, legend }: Strip): {
  width: number;
  height: number;
  content: Markup[];
} {
  const rowPx = rows.length <= 4 ? 22 : Math.max(1, Math.min(6, 240 / rows.length));
  const marks = drawLegend(legend, { left: LEFT, top: 2, width: WIDTH - LEFT - RIGHT });
  const top = marks.height + 8;
  const bottom = top + rowPx * rows.length;
  const x = countScale(rounds, [LEFT, WIDTH - RIGHT]);
  const content = [
    ...marks.marks,
    el('rect', { class: 'field', x: LEFT, y: top, width: WIDTH - LEFT - RIGHT, height: bottom - top }),
    ...paths(rows, most, { top, rowPx }),
    ...labels.map(({ row, text }, k) =>
      el('text', { class: 'end', x: LEFT - 6, y: top + Math.max(row * rowPx, LABEL_PX * k) + 11 }, text),
    ),
    ...x.ticks.map((tick) => el('text', { class: 'mid', x: x.at(tick), y: bottom + 16 }, tickText(tick))),
    el('text', { class: 'mid', x: (LEFT + WIDTH - RIGHT) / 2, y: bottom + 32 }, 'round'),
  ];
  return { width: WIDTH, height: bottom + 38, content };
}

function paths(
  rows: readonly StripRow[],
  most: number,
  { top, rowPx }: { top: number; rowPx: number },
): Markup[] {
  const shapes = new Map<string, string[]>();
  const gap = rowPx >= 4 ? 0.5 : 0;
  for (const [index, { className, values }] of rows.entries()) {
    const width = (WIDTH - LEFT - RIGHT) / values.length;
    const levelAt = (k: number) =>
      most > 0 && values[k] > 0 ? Math.ceil((LEVELS * values[k]) / most - 1e-9) : 0;
    for (let from = 0; from < values.length;) {
      const level = levelAt(from);
      let to = from + 1;
      while (to < values.length && levelAt(to) === level) to++;
      if (level > 0) {
        const key = `${className} f${Math.min(level, LEVELS)}`;
        const shape = shapes.get(key) ?? [];
        const [px, length] = [(LEFT + from * width).toFixed(2), ((to - from) * width).toFixed(2)];
        const [y, height] = [(top + index * rowPx).toFixed(2), (rowPx - gap).toFixed(2)];
        shape.push(`M${px} ${y}h${length}v${height}h-${length}z`);
        shapes.set(key, shape);
      }
      from = to;
    }
  }
  return [...shapes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, shape]) => el('path', { class: key, d: shape.join('') }));
}
