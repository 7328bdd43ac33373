import { joined, type Line, type Tone } from './text.js';
import { mark } from './strip.js';
import type { ViewSize } from './viewSize.js';

/** Values of one coordinate in units of the honest sigma, from the honest mean. */
export interface Values {
  readonly honest: readonly number[];
  readonly corrupted: readonly number[];
  readonly aggregate: number | null;
}

const REACH = 3.25;
const AXIS = 4;
/** As many bins as show a shape: fewer where there are few values. */
const BINS_FEW = 33;
const BINS_MANY = 65;
const MANY = 150;
const EIGHTHS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * A histogram from -3.25 to +3.25 sigma, with values beyond that at its edges.
 * Honest values are bars. Corrupted ones lie on top of them in their own pattern.
 * The places of the corrupted and the aggregate, and the axis, are on two lines beneath.
 */
export function drawHistogram(values: Values, { columns, rows, ascii }: ViewSize): Line[] {
  const width = columns - AXIS;
  const binsMax = values.honest.length < MANY ? BINS_FEW : BINS_MANY;
  const bins = (Math.min(binsMax, Math.floor(width / 2)) - 1) | 1; // odd: one is around the mean
  const cell = Math.max(1, Math.floor(width / bins));
  const honest = countPerBin(values.honest, bins);
  const corrupted = countPerBin(values.corrupted, bins);
  const most = Math.max(1, ...honest.map((count, bin) => count + corrupted[bin]));
  const lines = Array.from({ length: rows }, (_, row): Line => {
    const floor = rows - 1 - row;
    const cells = honest.map((count, bin) => {
      const [own, all] = [(count / most) * rows, ((count + corrupted[bin]) / most) * rows];
      return barCell(own - floor, all - floor, cell, ascii);
    });
    const tick = row === 0 ? String(most) : row === rows - 1 ? '0' : '';
    return [{ text: `${tick.padStart(AXIS - 2)} ${ascii ? '|' : '│'}`, tone: 'quiet' }, ...joined(cells)];
  });
  return [...lines, markers(values, bins, cell, ascii), axis(bins, cell)];
}

function findBin(value: number, bins: number): number {
  const part = (Math.min(REACH, Math.max(-REACH, value)) + REACH) / (2 * REACH);
  return Math.min(bins - 1, Math.floor(part * bins));
}

function countPerBin(values: readonly number[], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[findBin(value, bins)]++;
  return counts;
}

/** A bar's part in one row: how far the honest part reaches above the row's floor, and both together. */
function barCell(own: number, all: number, width: number, ascii: boolean): { text: string; tone: Tone } {
  if (all - Math.max(0, own) > 0.25 && own < 0.5)
    return { text: (ascii ? 'X' : '▒').repeat(width), tone: 'corrupted' };
  if (own <= 0) return { text: ' '.repeat(width), tone: 'quiet' };
  const eighths = Math.min(8, Math.max(1, Math.round(8 * own)));
  return { text: (ascii ? (own > 0.25 ? '#' : '.') : EIGHTHS[eighths]).repeat(width), tone: 'honest' };
}

function markers({ corrupted, aggregate }: Values, bins: number, cell: number, ascii: boolean): Line {
  const cells = Array.from({ length: bins * cell }, (): { text: string; tone: Tone } => ({
    text: ' ',
    tone: 'quiet',
  }));
  const put = (value: number, text: string, tone: Tone) => {
    cells[findBin(value, bins) * cell + (cell >> 1)] = { text, tone };
  };
  for (const value of corrupted) put(value, mark(true, ascii), 'corrupted');
  if (aggregate !== null) put(aggregate, ascii ? 'A' : '◆', 'alert');
  return [{ text: ' '.repeat(AXIS) }, ...joined(cells)];
}

function axis(bins: number, cell: number): Line {
  const text = new Array<string>(bins * cell).fill(' ');
  for (const sigma of [-3, -2, -1, 0, 1, 2, 3]) {
    const name = sigma === 0 ? 'mean' : `${sigma > 0 ? '+' : '−'}${Math.abs(sigma)}`;
    const middle = findBin(sigma, bins) * cell + (cell >> 1);
    const from = Math.max(0, middle - (name.length >> 1));
    for (let k = 0; k < name.length; k++) text[from + k] = name[k];
  }
  return [{ text: `${' '.repeat(AXIS)}${text.join('')}`.trimEnd(), tone: 'quiet' }];
}
