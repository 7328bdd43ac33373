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

/**
 * The lines of a regular file that is no link, one by one; the file may be far larger than memory. A line of more
 * than `lineBytesMax` bytes ends the reading.
 */
export function* linesOf(file: string, lineBytesMax: number): Generator<FileLine, void, undefined> {
  const descriptor = openRegular(file, { links: false });
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    let number = 1;
    let offset = 0;
    for (let got = readSync(descriptor, chunk); got > 0; got = readSync(descriptor, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, got)]);
      let from = 0;
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, from)) {
        if (at - from > lineBytesMax) break;
        offset += at + 1 - from;
        yield { number, bytes: rest.subarray(from, at), end: offset, kind: 'whole' };
        number++;
        from = at + 1;
      }
      rest = rest.subarray(from);
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
