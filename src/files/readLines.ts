import { closeSync, readSync } from 'node:fs';
import { openRegular } from './readBounded.js';

const CHUNK_BYTES = 1 << 16;

/** A line of a file, without its end. */
export interface FileLine {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** Offset in the file of the byte behind the line and its end. */
  readonly end: number;
  /** `torn`: the file ends before the line does. `too long`: cut, and the last that is read. */
  readonly kind: 'whole' | 'torn' | 'too long';
}

/** A place in a file at which a line begins. */
export interface LinePlace {
  readonly offset: number;
  /** Of that line, counted from 1. */
  readonly number: number;
}

export const FIRST_LINE: LinePlace = Object.freeze({ offset: 0, number: 1 });

/**
 * The lines of a regular file that is no link, one by one. The file may be far larger than memory.
 * A line of more than `lineBytesMax` bytes ends the reading. `from`: the first line to read.
 */
export function* readLines(
  file: string,
  lineBytesMax: number,
  from: LinePlace = FIRST_LINE,
): Generator<FileLine, void, undefined> {
  const descriptor = openRegular(file, { links: false });
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    let { number, offset } = from;
    let position = offset;
    const read = () => readSync(descriptor, chunk, 0, chunk.length, position);
    for (let got = read(); got > 0; got = read()) {
      position += got;
      rest = Buffer.concat([rest, chunk.subarray(0, got)]);
      let start = 0;
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, start)) {
        if (at - start > lineBytesMax) break;
        offset += at + 1 - start;
        yield { number, bytes: rest.subarray(start, at), end: offset, kind: 'whole' };
        number++;
        start = at + 1;
      }
      rest = rest.subarray(start);
      if (rest.length > lineBytesMax) break;
    }
    if (rest.length > 0) {
      const bytes = rest.subarray(0, lineBytesMax);
      const kind = rest.length > lineBytesMax ? 'too long' : 'torn';
      yield { number, bytes, end: offset + rest.length, kind };
    }
  } finally {
    closeSync(descriptor);
  }
}
