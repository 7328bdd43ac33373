import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder and all that is missing above it, one level at a time.
 * On some file systems, as /proc, a recursive call never ends.
 * Throws what the operating system says.
 */
export function makeLevels(folder: string): void {
  const isMade = makeOne(folder);
  if (isMade) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeLevels(parent);
  if (!makeOne(folder)) mkdirSync(folder); // throws
}

/** Makes a folder that is not there yet. False: the one above it is missing. */
function makeOne(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return true;
    throw error;
  }
}
