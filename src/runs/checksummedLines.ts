import { createHash } from 'node:crypto';
import { DataError } from '../errors/dataError.js';
import { show } from '../errors/show.js';
import { FIRST_LINE, type LinePlace, readLines } from '../files/readLines.js';
import { parseRunJson, throwDataError } from './throwDataError.js';
import { type DataErrorDetails, isDataErrorDetails } from './dataErrorDetails.js';

/** What a line is about. */
interface Numbered {
  readonly round: number;
}

/** How the lines of a file are read. */
export interface LineFormat<T extends Numbered> {
  readonly bytesMax: number;
  /** What a line without its SHA-256 says, its keys in their own order, or what is wrong with it. */
  readonly parse: (value: unknown) => T | DataErrorDetails;
}

/** A line, or the torn rest behind the last one; `end`: the offset in the file behind it. */
export type ChecksummedEntry<T> =
  { readonly value: T; readonly end: number } | { readonly value: null; readonly end: number };

/** The line of a value, with the start of its own SHA-256 at the end, for nothing else vouches for it. */
export function encodeChecksummedLine(value: Numbered): Buffer {
  return Buffer.from(`${JSON.stringify({ ...value, sha256: hashLine(value) })}\n`);
}

/**
 * Reads a file of such lines one by one, each checked. Their rounds rise.
 * A torn end comes last, with `value` null.
 * Throws a DataError that names the line. `from`: the first line that is read.
 */
export function* readChecksummedLines<T extends Numbered>(
  file: string,
  form: LineFormat<T>,
  from: LinePlace = FIRST_LINE,
): Generator<ChecksummedEntry<T>, void, undefined> {
  let last = -1;
  for (const { number: line, bytes, end, kind } of readLines(file, form.bytesMax, from)) {
    if (kind === 'torn') return yield { value: null, end };
    if (kind === 'too long') throwDataError(file, { line, problem: `longer than ${form.bytesMax} bytes` });
    const value = readLine(file, line, bytes.toString('utf8'), form);
    if (value.round <= last) {
      throwDataError(file, { line, field: 'round', found: show(value.round), allowed: `more than ${last}` });
    }
    last = value.round;
    yield { value, end };
  }
}

function readLine<T extends Numbered>(file: string, line: number, text: string, { parse }: LineFormat<T>): T {
  const whole = parseRunJson(file, text, line);
  const { sha256, ...rest } = (whole ?? {}) as { sha256?: unknown };
  const value = parse(rest);
  if (isDataErrorDetails(value)) return throwDataError(file, { line, ...value });
  const wanted = hashLine(value);
  if (sha256 !== wanted) {
    throwDataError(file, {
      line,
      field: 'sha256',
      problem: 'this line was altered',
      found: show(sha256),
      allowed: wanted,
    });
  }
  if (`${text}\n` !== encodeChecksummedLine(value).toString())
    throwDataError(file, { line, problem: 'not as krumble writes it' });
  return value;
}

function hashLine(value: Numbered): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** The whole lines up to the first one that is torn or damaged: no result rests on what stands behind. */
export function* intactLines<T>(
  entries: Iterable<ChecksummedEntry<T>>,
): Generator<{ readonly value: T; readonly end: number }, void, undefined> {
  try {
    for (const { value, end } of entries) {
      if (value === null) return;
      yield { value, end };
    }
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
  }
}
