import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseJson } from '../files/parseJson.js';
import { readBounded } from '../files/readBounded.js';
import { asDataErrors, throwDataError } from './throwDataError.js';
import { CHECKPOINT_FOLDER, checkpointName, RUN_FILES } from './format.js';
import { begunAt } from './manifest.js';
import { RESULT_BYTES_MAX } from './overflow.js';
import type { Inventory, Recording } from './recording.js';
import { hasSum } from './seal.js';

/** How far a journal was read. */
type Read = Inventory & Pick<Recording, 'folder' | 'manifest' | 'rounds' | 'tornBytes'>;

const schema = z.object({ rounds: z.int().min(0) });

/**
 * Throws a DataError where the journal of a run has lost rounds.
 * What is left of it is in order, but the run had ended with more, or a checkpoint comes after them.
 */
export function checkJournalEnd(recording: Read): void {
  const { folder, manifest, rounds, tornBytes, sealed, checkpoints } = recording;
  const journal = path.join(folder, RUN_FILES.rounds);
  if (sealed && !existsSync(journal)) throwDataError(journal, { problem: 'is missing' });
  if (sealed && tornBytes > 0) throwDataError(journal, { line: rounds + 1, problem: 'ends within a line' });
  const isWhole = rounds === manifest.scenario.training.rounds;
  const problem = `the journal ends after ${rounds} rounds`;
  if (sealed && !isWhole && isCut(folder))
    throwDataError(journal, { problem: `${problem}, and not as it did` });
  // The checkpoint that a branch begins with is there before the rounds that it takes over.
  const beyond = checkpoints.find((count) => count > rounds && (sealed || count > begunAt(manifest)));
  if (beyond !== undefined) {
    throwDataError(path.join(folder, CHECKPOINT_FOLDER, checkpointName(beyond)), { problem });
  }
  const ended = recording.hasResult && !isWhole ? readRounds(folder) : null;
  if (ended === null || ended <= rounds) return;
  throwDataError(path.join(folder, RUN_FILES.result), { field: 'rounds', problem, found: String(ended) });
}

/** Whether a journal is another than the one that SHA256SUMS has the sum of. */
function isCut(folder: string): boolean {
  const file = path.join(folder, RUN_FILES.sums);
  if (asDataErrors(file, () => hasSum(folder, RUN_FILES.rounds))) return false;
  return existsSync(file); // resume takes it away before it changes the journal
}

/** How many rounds there were by result.json; null where it says nothing, which `verifyRun` tells. */
function readRounds(folder: string): number | null {
  const file = path.join(folder, RUN_FILES.result);
  if (!existsSync(file)) return null; // resume took it away
  const bytes = asDataErrors(file, () => readBounded(file, { bytesMax: RESULT_BYTES_MAX, links: false }));
  try {
    return schema.parse(parseJson(Buffer.from(bytes).toString('utf8'))).rounds;
  } catch {
    return null;
  }
}
