import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import { disk } from '../files/disk.js';
import { nameDraft, writeWhole } from '../files/writeWhole.js';

/**
 * Throws an InputError unless a file can be written where
 * an option says: nobody wants to hear that after minutes.
 * Tries it with the draft that is written before the file: nothing else tells as surely.
 */
export function mustBeWritable(option: string, file: string | undefined): void {
  if (file === undefined) return;
  const folder = path.dirname(file);
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  if (!isFolder || !isFile)
    refuse(option, file, isFolder ? 'this is not a file' : 'its folder does not exist');
  try {
    const draft = nameDraft(file);
    rmSync(draft, { force: true });
    closeSync(openSync(draft, 'wx'));
    rmSync(draft, { force: true });
  } catch (cause) {
    refuse(option, file, systemProblem(cause));
  }
}

/** Writes a file where an option says. Throws an InputError where the system does not let it. */
export async function writeOutput(option: string, file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWhole(disk, file, content);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    refuse(option, file, systemProblem(cause));
  }
}

function refuse(option: string, file: string, problem: string): never {
  const allowed = 'a file in a folder that exists and can be written to';
  throw new InputError({ place: { file: option }, found: show(file), problem, allowed });
}
