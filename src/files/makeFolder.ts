import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';

/**
 * Makes a folder and all that is missing above it, one level at a time, because some file systems loop on a
 * recursive call. Throws an InputError that names the folder and its option.
 */
export function makeFolder(folder: string, option: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isThere = code === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isThere) return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder) refuse(folder, option, cause);
    makeFolder(parent, option);
    try {
      mkdirSync(folder);
    } catch (again) {
      refuse(folder, option, again);
    }
  }
}

function refuse(folder: string, option: string, cause: unknown): never {
  const problem = `cannot be made: ${systemProblem(cause)}`;
  throw new InputError({ place: { file: folder }, field: option, problem });
}
