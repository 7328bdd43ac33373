import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { checkRunFolder } from './checkRunFolder.js';
import { type Lock, takeLock } from './lock.js';

/**
 * Makes a run folder and what is missing above it, and takes its lock. Throws an InputError where a run must not be
 * written there; see `checkRunFolder`.
 */
export function prepareFolder(folder: string, { force }: { force: boolean }): Lock {
  checkRunFolder(folder, { force });
  makeFolder(path.resolve(folder));
  return takeLock(folder);
}

/** A level at a time: some file systems loop on a recursive one. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder) refuse(folder, cause);
    makeFolder(parent);
    try {
      mkdirSync(folder);
    } catch (again) {
      refuse(folder, again);
    }
  }
}

function refuse(folder: string, cause: unknown): never {
  const problem = `cannot be made: ${systemProblem(cause)}`;
  throw new InputError({ place: { file: folder }, field: '--out', problem });
}
