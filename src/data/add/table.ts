import { show } from '../../errors/show.js';
import type { Fail } from '../../matrices/matrix.js';

/** The largest CSV file that is read: a table is text, and every number is looked at by itself. */
export const TABLE_BYTES_MAX = 1 << 27;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const LINE_END = 10;

/** A table: a row an example, and where the class stands. */
export interface Table {
  /** [rows x columns], without the column of classes. */
  readonly values: Float32Array;
  readonly columns: number;
  /** What stands in the column of classes; null where there is none. */
  readonly labels: readonly number[] | null;
  /** The line that each row stands in. */
  readonly lines: readonly number[];
}

/**
 * The table in a CSV text: a row a line, finite numbers with commas between them, equally many in each row.
 * A first line that has a word in it names the columns. Empty lines are passed over.
 * `column`: which one is the class, by its name or its number from 1; null: none is.
 */
export function parseTable(bytes: Uint8Array, column: string | null, fail: Fail): Table {
  let width: number | null = null;
  let place: number | null = null;
  const rows: Float32Array[] = [];
  const labels: number[] = [];
  const lines: number[] = [];
  for (const [line, text] of listLines(bytes)) {
    const cells = text.split(',').map((cell) => cell.trim());
    if (width === null) {
      width = cells.length;
      const names = cells.some(isWord) ? cells : null;
      place = findColumn(column, width, names, (problem) => fail(problem, '--label-column', line));
      if (names !== null) continue;
    }
    if (cells.length !== width) {
      fail(`found ${cells.length} numbers, allowed ${width} as in the first line`, undefined, line);
    }
    const values = cells.map((cell, k) =>
      readCell(cell, (problem) => fail(problem, `number ${k + 1}`, line)),
    );
    if (place !== null) labels.push(...values.splice(place, 1));
    rows.push(Float32Array.from(values));
    lines.push(line);
  }
  if (rows.length === 0) fail('found no numbers, allowed an example a line, as in 3,0.5,-1e-3');
  const columns = rows[0].length;
  if (columns === 0) fail('found one column, the class, allowed a number or more beside it');
  const values = new Float32Array(rows.length * columns);
  for (const [k, row] of rows.entries()) values.set(row, k * columns);
  return { values, columns, labels: place === null ? null : labels, lines };
}

/** The lines of a text that are not empty, with their numbers from 1. */
function* listLines(bytes: Uint8Array): Generator<[number, string], void, undefined> {
  const decoder = new TextDecoder();
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const found = bytes.indexOf(LINE_END, start);
    const end = found < 0 ? bytes.length : found;
    const text = decoder.decode(bytes.subarray(start, end)).trim(); // leaves out the mark of UTF-8 as well
    if (text !== '') yield [line, text];
    start = end + 1;
  }
}

/** Whether a cell is a word, as a column's name is; what is meant as a number is not. */
function isWord(cell: string): boolean {
  return /[A-Za-z_]/.test(cell) && !NUMBER.test(cell) && !/^[+-]?(?:nan|inf|infinity)$/i.test(cell);
}

function readCell(cell: string, fail: (problem: string) => never): number {
  const value = NUMBER.test(cell) ? Number(cell) : NaN;
  return Number.isFinite(Math.fround(value)) ? value : fail(`found ${show(cell)}, allowed a finite number`);
}

function findColumn(
  column: string | null,
  width: number,
  names: readonly string[] | null,
  fail: (problem: string) => never,
): number | null {
  if (column === null) return null;
  const named = names?.indexOf(column) ?? -1;
  if (named >= 0) return named;
  const number = /^\d{1,7}$/.test(column) ? Number(column) : 0;
  if (number >= 1 && number <= width) return number - 1;
  const columns =
    names === null
      ? ''
      : `, or ${names
          .slice(0, 8)
          .map((one) => show(one))
          .join(', ')}`;
  return fail(`found ${show(column)}, allowed 1 to ${width}${columns}`);
}
