import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';

/** What a file must be to be read. */
export interface ReadBounds {
  readonly bytesMax: number;
  /** What the file is for, in messages. */
  readonly field?: string;
  /** Whether the file itself may be a link; folders on the way may be. */
  readonly links: boolean;
}

/**
 * The bytes of a regular file, read whole. A pipe does not block. Throws an InputError that names the file:
 * it is missing, a folder, a forbidden link, a device, or larger than `bytesMax`.
 */
export function readBounded(file: string, bounds: ReadBounds): Uint8Array {
  const descriptor = openRegular(file, bounds);
  try {
    const { size } = fstatSync(descriptor);
    const { bytesMax, field } = bounds;
    if (size > bytesMax) {
      const [found, allowed] = [`${size} bytes`, `at most ${bytesMax} bytes`];
      throw new InputError({ place: { file }, field, found, allowed });
    }
    const bytes = Buffer.alloc(size);
    let length = 0;
    for (let got = -1; got !== 0 && length < size; length += got) {
      got = readSync(descriptor, bytes, length, size - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a regular file to read it, as `readBounded` does; the caller closes the descriptor. */
export function openRegular(file: string, { field, links }: Omit<ReadBounds, 'bytesMax'>): number {
  const refuse = (problem: string): never => {
    throw new InputError({ place: { file }, field, problem });
  };
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (links ? 0 : (constants.O_NOFOLLOW ?? 0));
  let descriptor: number;
  try {
    descriptor = openSync(file, flags);
  } catch (cause) {
    const isLink = !links && (cause as NodeJS.ErrnoException).code === 'ELOOP';
    return refuse(isLink ? 'is a link, not a file' : systemProblem(cause));
  }
  const stat = fstatSync(descriptor);
  if (stat.isFile()) return descriptor;
  closeSync(descriptor);
  return refuse(stat.isDirectory() ? 'is a folder, not a file' : 'is not a regular file');
}
