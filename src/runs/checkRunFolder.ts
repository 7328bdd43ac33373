import { accessSync, closeSync, constants, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { nameDraft } from '../files/writeWhole.js';
import { CHECKPOINT_FOLDER, isCheckpointOrDraft, RUN_FILES } from './format.js';

/**
 * Refuses a place that a new run must not be written to: a file, a link, or a folder that holds anything.
 * With `force` a folder may hold a run. Changes nothing on disk.
 */
export function checkRunFolder(folder: string, { force }: { force: boolean }): void {
  const refuse = (problem: string): never => {
    throw new InputError({ place: { file: folder }, field: '--out', problem });
  };
  if (folder.trim() === '') refuse('the name is empty');
  let names: string[];
  try {
    const stat = lstatSync(path.resolve(folder)); // resolved: a slash at the end would look through a link
    if (!stat.isDirectory())
      return refuse(stat.isSymbolicLink() ? 'is a link, not a folder' : 'is not a folder');
    names = readdirSync(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    return refuse(systemProblem(error));
  }
  if (names.every((name) => isLeftOver(folder, name))) return;
  if (!holdsRun(folder)) refuse('is not empty and holds no run; krumble does not write there');
  if (names.includes(CHECKPOINT_FOLDER) && !lstatSync(path.join(folder, CHECKPOINT_FOLDER)).isDirectory()) {
    refuse(`its ${CHECKPOINT_FOLDER} is no folder; krumble does not write there`);
  }
  if (!force) refuse('already holds a run; choose another folder, or --force to replace the run');
}

/** What a run leaves behind that was killed before it had a manifest. */
function isLeftOver(folder: string, name: string): boolean {
  if (name === CHECKPOINT_FOLDER) {
    const inside = path.join(folder, name);
    return lstatSync(inside).isDirectory() && readdirSync(inside).every(isCheckpointOrDraft);
  }
  return /^lock(\.\d+)?(\.stale)?$/.test(name) || name === nameDraft(RUN_FILES.manifest);
}

/** Whether there is a manifest of krumble's in a folder; other programs have a manifest.json too. */
function holdsRun(folder: string): boolean {
  try {
    const file = openSync(
      path.join(folder, RUN_FILES.manifest),
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const bytes = Buffer.alloc(64);
      const start = bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
      return /^\{\s*"format": \d+,\s*"krumble": "/.test(start);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
