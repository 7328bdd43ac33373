import { readSync } from 'node:fs';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';

/** What stands for standard input where a file is asked for. */
export const STANDARD_INPUT = '-';

const STDIN = 0;
const WAIT_MS = 10;

/**
 * All bytes of standard input, which can be read once.
 * Throws an InputError when there are more than `bytesMax`, or it cannot be read.
 */
export function readStandardInput(bytesMax: number): Uint8Array {
  const place = { file: STANDARD_INPUT };
  const bytes = Buffer.alloc(bytesMax + 1);
  let length = 0;
  while (length <= bytesMax) {
    const got = readSome(bytes, length);
    if (got === 0) return bytes.subarray(0, length);
    length += got;
  }
  throw new InputError({ place, found: `more than ${bytesMax} bytes`, allowed: `at most ${bytesMax} bytes` });
}

/** Reads on, and waits where nothing is there yet; 0 at the end. */
function readSome(bytes: Buffer, from: number): number {
  for (;;) {
    try {
      return readSync(STDIN, bytes, from, bytes.length - from, null);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EOF') return 0; // as Windows has it
      if (code !== 'EAGAIN') {
        throw new InputError({ place: { file: STANDARD_INPUT }, problem: systemProblem(cause) });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS); // somebody made it non-blocking
    }
  }
}
