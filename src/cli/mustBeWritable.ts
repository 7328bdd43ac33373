import { statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';

/**
 * Throws an InputError unless a file can be written where
 * an option says: nobody wants to hear that after minutes.
 */
export function mustBeWritable(option: string, file: string | undefined): void {
  if (file === undefined) return;
  const folder = path.dirname(file);
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  if (isFolder && isFile) return;
  throw new InputError({
    place: { file: option },
    found: show(file),
    problem: isFolder ? 'this is not a file' : 'its folder does not exist',
    allowed: 'a file in a folder that exists',
  });
}
