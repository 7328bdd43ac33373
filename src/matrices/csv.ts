import { show } from '../errors/show.js';
import { type Fail, type Matrix, VECTORS_MAX } from './matrix.js';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-infinity': -Infinity,
};
const LINE_END = 10;
const COMMENT = 35; // #

/**
 * The vectors of a CSV text: one a line, numbers with commas between them, all lines with equally many.
 * `nan`, `inf` and `-inf` are numbers too. Lines that begin with # and empty ones are passed over.
 */
export function parseCsv(bytes: Uint8Array, fail: Fail): Matrix {
  const rows: Float32Array[] = [];
  let [start, line] = [hasMark(bytes) ? 3 : 0, 1];
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_END, start);
    const end = found < 0 ? bytes.length : found;
    const text = bytes[start] === COMMENT ? '' : new TextDecoder().decode(bytes.subarray(start, end)).trim();
    if (text !== '') rows.push(parseLine(text, rows[0]?.length ?? null, line, fail));
    if (rows.length > VECTORS_MAX) fail(`more than ${VECTORS_MAX} vectors`, undefined, line);
    start = end + 1;
    line++;
  }
  if (rows.length === 0) fail('found no numbers, allowed a vector a line, as in 0.5,-1e-3,nan');
  return rows;
}

/** One vector as a line of a CSV text, by the shortest texts that give the same float32. */
export function formatCsv(vector: Float32Array): string {
  return `${Array.from(vector, shortest).join(',')}\n`;
}

function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}

function parseLine(text: string, length: number | null, line: number, fail: Fail): Float32Array {
  const cells = text.split(',');
  if (length !== null && cells.length !== length) {
    fail(`found ${cells.length} numbers, allowed ${length} as in the lines before`, undefined, line);
  }
  return Float32Array.from(cells, (cell, column) => {
    const word = cell.trim();
    if (NUMBER.test(word)) return Number(word);
    return (
      NOT_FINITE[word.toLowerCase()] ??
      fail(`found ${show(word)}, allowed a number`, `number ${column + 1}`, line)
    );
  });
}

/** Whether a text begins with the byte order mark of UTF-8. */
function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
