import { mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { makeLevels } from '../files/makeLevels.js';

/**
 * Makes a new folder below `root` with a name like the given one: runs/NAME, runs/NAME-2, ...
 * Making the folder claims it: several runs that start at once each get their own.
 */
export function makeFreshFolder(given: string, root = 'runs'): string {
  const dashed = given.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const name = dashed.replace(/^-+|-+$/g, '').slice(0, 48) || 'run';
  for (let number = 1; ; number++) {
    const folder = path.join(root, number === 1 ? name : `${name}-${number}`);
    try {
      if (number === 1) makeLevels(root);
      mkdirSync(folder);
      return folder;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== 'EEXIST' || number > 100_000) {
        throw new InputError({
          place: { file: folder },
          problem: `the run folder cannot be made: ${systemProblem(cause)}`,
        });
      }
    }
  }
}

/** Removes a folder that was made for a run which could not be begun, unless something is in it. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // it is not empty, or as it may be: it harms nobody
  }
}
