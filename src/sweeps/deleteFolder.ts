import { lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { CHECKPOINT_FOLDER, isCheckpointOrDraft, RUN_FILES } from '../runs/format.js';
import { isLocked, takeLock } from '../runs/lock.js';
import { isBegun } from '../runs/runKey.js';
import { checkSweepFolder, holdsSweep } from './sweepFolder.js';

/** Besides its drafts and locks that another process left. */
const RUN_NAMES: readonly string[] = [...Object.values(RUN_FILES), CHECKPOINT_FOLDER];

/**
 * Removes the folder of a run or of a sweep that lies below `root`. Throws an InputError, and removes
 * nothing, where it is or is reached by a link, holds anything that krumble does not write there, or is being
 * written.
 */
export function deleteFolder(folder: string, root: string): void {
  const isBelow = () => {
    const [inner, outer] = [path.resolve(folder), path.resolve(root)];
    const way = path.relative(outer, inner);
    const isInside = way !== '' && !way.startsWith('..') && !path.isAbsolute(way);
    return isInside && realpathSync(inner) === path.join(realpathSync(outer), way);
  };
  try {
    if (!isBelow()) refuse(folder, `does not lie below ${root}, or a link leads to it`);
    const isSweep = holdsSweep(folder);
    if (isSweep) checkSweep(folder);
    else checkRun(folder);
    const lock = takeLock(folder, isSweep ? 'sweep' : 'run');
    try {
      rmSync(folder, { recursive: true });
    } finally {
      lock.release();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    refuse(folder, systemProblem(error));
  }
}

function refuse(folder: string, problem: string): never {
  throw new InputError({ place: { file: folder }, problem: `${problem}; it is not deleted` });
}

function checkRun(folder: string): void {
  const names = readdirSync(folder);
  if (!isBegun(folder) && !names.includes(RUN_FILES.rounds)) refuse(folder, 'holds no run');
  const strange = names.find((name) => !RUN_NAMES.includes(name.replace(/(\.draft|\.\d+)?(\.stale)?$/, '')));
  if (strange !== undefined) refuse(folder, `holds ${strange}, which is not of a run`);
  if (isLocked(folder)) refuse(folder, 'is being written');
  const checkpoints = path.join(folder, CHECKPOINT_FOLDER);
  if (lstatSync(checkpoints, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const other = readdirSync(checkpoints).find((name) => !isCheckpointOrDraft(name));
  if (other !== undefined) refuse(folder, `holds ${CHECKPOINT_FOLDER}/${other}, which is not of a run`);
}

function checkSweep(folder: string): void {
  checkSweepFolder(folder);
  if (isLocked(folder)) refuse(folder, 'is being written');
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const inner = path.join(folder, entry.name);
    if (readdirSync(inner).length > 0) checkRun(inner);
  }
}
