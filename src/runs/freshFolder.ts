import { mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { makeLevels } from '../files/makeLevels.js';

const TITLE_MAX = 48;
const CHANGE_MAX = 48;
const NAME_MAX = 120;

/**
 * Makes a new folder below `root` with a name like the given one: runs/NAME, runs/NAME-2, ...
 * Changes behind a comma stay readable: runs/NAME,attack.z=1.
 * Making the folder claims it: several runs that start at once each get their own.
 */
export function makeFreshFolder(given: string, root = 'runs'): string {
  const name = buildFolderName(given);
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

/** A title as the name of a folder: letters, digits and dashes, and changes behind commas. */
export function buildFolderName(given: string): string {
  const [title, ...changes] = given.toLowerCase().split(',');
  const dashed = (text: string, other: RegExp, most: number) =>
    text
      .replace(other, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, most);
  const start = dashed(title, /[^a-z0-9]+/g, TITLE_MAX) || 'run';
  return [start, ...changes.map((change) => dashed(change, /[^a-z0-9.=]+/g, CHANGE_MAX))]
    .join(',')
    .slice(0, NAME_MAX);
}

/** Removes a folder that was made for a run which could not be begun, unless something is in it. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // it is not empty, or as it may be: it harms nobody
  }
}
