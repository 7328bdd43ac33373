import path from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { checkRunFolder } from './checkRunFolder.js';
import { type Lock, takeLock } from './lock.js';

/**
 * Makes a run folder and all that is missing above it, and takes its lock.
 * Throws an InputError where a run must not be written there; see `checkRunFolder`.
 */
export function prepareFolder(folder: string, { force }: { force: boolean }): Lock {
  checkRunFolder(folder, { force });
  makeFolder(path.resolve(folder), '--out');
  return takeLock(folder);
}
