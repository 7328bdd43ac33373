import { readdirSync } from 'node:fs';
import path from 'node:path';
import { show } from '../errors/show.js';
import { asDataErrors, throwDataError } from './throwDataError.js';
import { RUN_FILES } from './format.js';
import { begunAt } from './manifest.js';
import type { Recording } from './recording.js';
import { hasSum, isSummed } from './seal.js';
import type { Sidecar } from './sidecarWriter.js';

/**
 * Checks by itself a file that goes along with the journal. A run from before there was such a file has none.
 * A run that has not ended may have a torn line at the end, or none of its last rounds.
 * Throws a DataError that names the line.
 */
export function checkSidecar(recording: Recording, { name, read }: Sidecar): void {
  const { folder, manifest, rounds, sealed } = recording;
  const file = path.join(folder, name);
  if (!readdirSync(folder).includes(name)) {
    const isWanted = sealed && asDataErrors(path.join(folder, RUN_FILES.sums), () => isSummed(folder, name));
    return isWanted ? throwDataError(file, { problem: 'is missing' }) : undefined;
  }
  let line = 1;
  let next = begunAt(manifest); // of the rounds before, the run that was left has the lines
  const skip = (round: number) => {
    // What resume finds damaged it cuts off, and of such a gap the sums know.
    if (sealed && round > next && !hasSum(folder, name))
      throwDataError(file, { line, problem: `round ${next} is missing` });
    next = round + 1;
  };
  asDataErrors(file, () => {
    for (const { value } of read(file, recording)) {
      if (sealed && value === null) throwDataError(file, { line, problem: 'ends within a line' });
      if (sealed && value !== null && value.round >= rounds) {
        throwDataError(file, {
          line,
          field: 'round',
          found: show(value.round),
          allowed: `less than ${rounds}`,
        });
      }
      if (value !== null) skip(value.round);
      line++;
    }
    if (sealed && next < rounds) throwDataError(file, { line, problem: `round ${next} is missing` });
  });
}
