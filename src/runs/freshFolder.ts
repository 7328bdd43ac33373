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
  const name = nameFolder(given);
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

/**
 * A name of letters that every system takes.
 * A change that has no room is left out, and told to be: cut, it would say another one.
 */
function nameFolder(given: string): string {
  const [title, ...changes] = given.toLowerCase().split(',');
  const parts = [
    dashed(title, /[^a-z0-9]+/g)
      .slice(0, TITLE_MAX)
      .replace(/-+$/, '') || 'run',
  ];
  for (const change of changes) {
    const whole = dashed(change, /[^a-z0-9.=]+/g);
    const part = whole.length > CHANGE_MAX ? whole.replace(/=.*/s, '').slice(0, CHANGE_MAX) : whole;
    if ([...parts, part].join(',').length > NAME_MAX) return [...parts, 'more'].join(',');
    parts.push(part);
  }
  return parts.join(',');
}

function dashed(text: string, other: RegExp): string {
  return text.replace(other, '-').replace(/^-+|-+$/g, '');
}

/** Removes a folder that was made for a run which could not be begun, unless something is in it. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // it is not empty, or as it may be: it harms nobody
  }
}
