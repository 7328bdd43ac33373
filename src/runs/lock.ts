import { constants, copyFileSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { RUN_FILES } from './format.js';
import { type Holder, ownText, readHolder, readText, whereabouts } from './holder.js';

const ATTEMPTS_MAX = 10;

/** The right to write to a folder of a run, or of a sweep's runs, which one process at a time has. */
export interface Lock {
  release(): void;
}

/** What a locked folder holds, as the message says it. */
type Locked = 'run' | 'sweep' | 'reproduction';

/**
 * Takes a folder's lock. The lock of a process that is gone is taken over.
 * Throws an InputError that names the process while it lives.
 */
export function takeLock(folder: string, what: Locked = 'run'): Lock {
  const file = path.join(folder, RUN_FILES.lock);
  const own = ownText();
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, own);
    for (let attempt = 1; !link(draft, file); attempt++) {
      if (attempt > ATTEMPTS_MAX) throw new Error(`its ${RUN_FILES.lock} cannot be taken`);
      removeStale(file, folder, what);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({ place: { file: folder }, problem: `cannot be written: ${systemProblem(error)}` });
  } finally {
    rmSync(draft, { force: true });
  }
  let held = true;
  return {
    release: () => {
      if (held && readText(file) === own) rmSync(file, { force: true }); // by now it may be somebody else's
      held = false;
    },
  };
}

/** Whether a process that lives holds a folder's lock. */
export function isLocked(folder: string): boolean {
  const holder = readHolder(path.join(folder, RUN_FILES.lock));
  return holder !== null && whereabouts(holder) !== 'gone';
}

/**
 * Makes `file` be `draft`, unless there is such a file.
 * It is one step, so only one of several processes gets it.
 */
function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EXDEV'].includes(code)) throw error;
  }
  try {
    copyFileSync(draft, file, constants.COPYFILE_EXCL); // a file system without hard links
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeStale(file: string, folder: string, what: Locked): void {
  const holder = readHolder(file);
  if (holder === null) return; // released just now, or no lock of ours
  refuseUnlessGone(holder, { folder, file, what });
  // Renamed before it is removed: who is second to see the same stale lock must not remove its successor.
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else was first
  }
  const moved = readHolder(aside);
  if (moved !== null && whereabouts(moved) !== 'gone') link(aside, file);
  rmSync(aside, { force: true });
}

function refuseUnlessGone(
  holder: Holder,
  { folder, file, what }: { readonly folder: string; readonly file: string; readonly what: Locked },
): void {
  const where = whereabouts(holder);
  if (where === 'gone') return;
  const problem =
    where === 'here'
      ? `process ${holder.pid} is writing to this ${what}`
      : `a process of another machine or container may be writing to this ${what}; if none is, remove ${file}`;
  throw new InputError({ place: { file: folder }, problem, allowed: 'one at a time' });
}
