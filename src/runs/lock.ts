import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { readBounded } from '../files/readBounded.js';
import { RUN_FILES } from './format.js';

const ATTEMPTS_MAX = 10;

/** The right to write to a run folder, which one process at a time has. */
export interface Lock {
  release(): void;
}

/**
 * Takes a run folder's lock. One that a process left behind which is gone is taken over. Throws an InputError that
 * names the process while it lives.
 */
export function takeLock(folder: string): Lock {
  const file = path.join(folder, RUN_FILES.lock);
  const own = `${process.pid} ${startOf(process.pid) ?? ''}\n`;
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, own);
    for (let attempt = 1; !link(draft, file); attempt++) {
      if (attempt > ATTEMPTS_MAX) throw new Error(`its ${RUN_FILES.lock} cannot be taken`);
      removeStale(file, folder);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({ place: { file: folder }, problem: `cannot be written: ${systemProblem(error)}` });
  } finally {
    rmSync(draft, { force: true });
  }
  return { release: () => rmSync(file, { force: true }) };
}

/** Whether a process that lives holds a run folder's lock. */
export function isLocked(folder: string): boolean {
  const holder = readHolder(path.join(folder, RUN_FILES.lock));
  return holder !== null && isAlive(holder);
}

/** Makes `file` be `draft`, unless there is such a file: in one step, so that one of several processes gets it. */
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

function removeStale(file: string, folder: string): void {
  const holder = readHolder(file);
  if (holder === null) return; // released just now, or no lock of ours
  if (isAlive(holder)) {
    const problem = `process ${holder.pid} is writing to this run`;
    throw new InputError({ place: { file: folder }, problem, allowed: 'one at a time' });
  }
  // Renamed before it is removed: who is second to see the same stale lock must not remove its successor.
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else was first
  }
  const moved = readHolder(aside);
  if (moved !== null && isAlive(moved)) link(aside, file);
  rmSync(aside, { force: true });
}

interface Holder {
  readonly pid: number;
  readonly started: string;
}

function readHolder(file: string): Holder | null {
  try {
    const text = Buffer.from(readBounded(file, { bytesMax: 200, links: false })).toString();
    const [pid, started] = text.trim().split(' ');
    return /^\d{1,10}$/.test(pid) ? { pid: Number(pid), started: started ?? '' } : { pid: 0, started: '' };
  } catch {
    return null;
  }
}

/** Whether the very process still runs; where the system tells when it started, a new one of its number is not it. */
function isAlive({ pid, started }: Holder): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = startOf(pid);
  return started === '' || now === null || now === started;
}

/** When a process started, in the system's own ticks; `ended` for one that only waits to be buried. Linux alone. */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
  } catch {
    return null;
  }
}
