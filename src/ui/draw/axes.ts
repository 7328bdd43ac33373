import { apart, type Line } from './text.js';

/** Columns that the y-axis of a chart takes. */
export const AXIS = 5;

/** At the top, in the middle and at the bottom of the y-axis. */
export type Ticks = readonly [string, string, string];

/** What stands around a chart. */
export interface Axes {
  readonly title: string;
  /** At the right of the title. */
  readonly note: string;
  readonly ticks: Ticks;
  /** Rounds along the x-axis. */
  readonly rounds: number;
  /** With the y-axis. */
  readonly columns: number;
  readonly ascii: boolean;
}

/** The lines of a chart beneath a title, with both axes, and a blank line: three more. */
export function withAxes(
  lines: readonly Line[],
  { title, note, ticks, rounds, columns, ascii }: Axes,
): Line[] {
  const rows = lines.length;
  const tick = (row: number) =>
    row === 0 ? ticks[0] : row === rows - 1 ? ticks[2] : row === (rows - 1) >> 1 ? ticks[1] : '';
  return [
    apart([{ text: title }], [{ text: note, tone: 'quiet' }], columns),
    ...lines.map((line, row): Line => [
      { text: `${tick(row).padStart(AXIS - 2)} ${ascii ? '|' : '│'}`, tone: 'quiet' },
      ...line,
    ]),
    [{ text: ' '.repeat(AXIS) + axisText(rounds, columns - AXIS), tone: 'quiet' }],
    [],
  ];
}

/** The first, the middle and the last round beneath a chart of so many columns. */
function axisText(rounds: number, columns: number): string {
  const [middle, last] = [String(rounds >> 1), `${rounds - 1} round`];
  const half = Math.floor((columns - middle.length) / 2);
  const start = columns > 24 ? `0${' '.repeat(half - 1)}${middle}` : '0';
  return start + last.padStart(Math.max(0, columns - start.length));
}
