import { accessSync, constants } from 'node:fs';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { makeLevels } from './makeLevels.js';

/**
 * Makes a folder to write to, and all that is missing above it.
 * Throws an InputError that names the folder and its option where it cannot be made, or not be written to.
 */
export function makeFolder(folder: string, option: string): void {
  const attempt = (what: string, act: () => void) => {
    try {
      act();
    } catch (cause) {
      const problem = `${what}: ${systemProblem(cause)}`;
      throw new InputError({ place: { file: folder }, field: option, problem });
    }
  };
  attempt('cannot be made', () => makeLevels(folder));
  attempt('cannot be written to', () => accessSync(folder, constants.W_OK | constants.X_OK));
}
