import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';

/**
 * Makes a new folder below `root`, named after the scenario file: runs/NAME, runs/NAME-2, ... Making it claims it:
 * of several runs that start at once each gets its own.
 */
export function makeFreshFolder(scenarioFile: string, root = 'runs'): string {
  const stem = path.basename(scenarioFile).replace(/\.[^.]*$/, '');
  const dashed = stem.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const name = dashed.replace(/^-+|-+$/g, '').slice(0, 48) || 'run';
  for (let number = 1; ; number++) {
    const folder = path.join(root, number === 1 ? name : `${name}-${number}`);
    try {
      if (number === 1) mkdirSync(root, { recursive: true });
      mkdirSync(folder);
      return folder;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== 'EEXIST' || number > 100_000) {
        throw new InputError({
          place: { file: folder },
          problem: `the run folder cannot be made: ${systemProblem(cause)}`,
        });
      }
    }
  }
}
