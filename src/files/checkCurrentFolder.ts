import { InputError } from '../errors/inputError.js';

/** What is said where the folder that a program was started in was removed. */
export const CURRENT_FOLDER_GONE = 'the current folder was removed; change to one that is there';

/** Throws an InputError where the current folder was removed: no thread or process could be started in it. */
export function checkCurrentFolder(): void {
  try {
    process.cwd();
  } catch {
    throw new InputError({ problem: CURRENT_FOLDER_GONE });
  }
}
