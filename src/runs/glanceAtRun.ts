import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { show } from '../errors/show.js';
import { parseJson } from '../files/parseJson.js';
import { readBounded } from '../files/readBounded.js';
import { RUN_FILES, RUN_FORMAT } from './format.js';
import { glanceAtJournal } from './glanceAtJournal.js';
import { isLocked } from './lock.js';
import { checksum } from './manifest.js';
import { RESULT_BYTES_MAX } from './overflow.js';
import { readManifestBytes } from './readManifest.js';
import { asDataErrors, parseRunJson, throwDataError } from './throwDataError.js';

/**
 * How a run stands. `stopped`: by who made it, and it says what it came to; `cut off`: nobody writes to it,
 * and it has no end.
 */
type RunState = 'complete' | 'overflowed' | 'stopped' | 'cut off' | 'being written';

/** What a run folder tells who only glances at it. */
interface RunGlance {
  readonly state: RunState;
  /** The scenario's name. */
  readonly name: string;
  /** Rounds that were played, and that there are to be. */
  readonly rounds: number;
  readonly roundsWanted: number;
  /** Test accuracy, percent; null: there is none, or it is not near the journal's end. */
  readonly accuracyFinal: number | null;
  readonly accuracyMax: number | null;
}

const manifestSchema = z.looseObject({
  scenario: z.object({ name: z.string(), training: z.object({ rounds: z.int().min(1) }) }),
});
const percent = z.number().min(0).max(100).nullable();
const resultSchema = z.object({
  complete: z.boolean(),
  rounds: z.int().min(0),
  overflow: z.unknown().optional(),
  accuracyMax: percent,
  accuracyFinal: percent,
});

/**
 * What a run came to, or has come to so far, by its manifest and result, else by the end of its journal:
 * enough for a list of many. It needs no modules of a user's own, and proves nothing: `verifyRun` does.
 * Throws a DataError where a file says what krumble does not write.
 */
export function glanceAtRun(folder: string): RunGlance {
  const { name, roundsWanted } = readNames(path.join(folder, RUN_FILES.manifest));
  const isWritten = isLocked(folder);
  const file = path.join(folder, RUN_FILES.result);
  if (isWritten || !existsSync(file)) {
    const { rounds, ...accuracies } = glanceAtJournal(path.join(folder, RUN_FILES.rounds));
    return { state: isWritten ? 'being written' : 'cut off', name, rounds, roundsWanted, ...accuracies };
  }
  const { complete, overflow, ...figures } = readResult(file);
  const state = overflow !== undefined ? 'overflowed' : complete ? 'complete' : 'stopped';
  return { state, name, roundsWanted, ...figures };
}

function readNames(file: string): { readonly name: string; readonly roundsWanted: number } {
  const text = asDataErrors(file, () => Buffer.from(readManifestBytes(file)).toString('utf8'));
  const { sha256, ...rest } = (parseRunJson(file, text) ?? {}) as { sha256?: unknown; format?: unknown };
  if (typeof rest.format === 'number' && rest.format !== RUN_FORMAT) {
    throwDataError(file, { field: 'format', found: show(rest.format), allowed: String(RUN_FORMAT) });
  }
  const parsed = manifestSchema.safeParse(rest);
  if (!parsed.success) return throwDataError(file, { problem: 'is no manifest of a run' });
  if (sha256 !== checksum(rest))
    throwDataError(file, { field: 'sha256', problem: 'the manifest was altered' });
  const { name, training } = parsed.data.scenario;
  return { name, roundsWanted: training.rounds };
}

function readResult(file: string): z.infer<typeof resultSchema> {
  const bytes = asDataErrors(file, () => readBounded(file, { bytesMax: RESULT_BYTES_MAX, links: false }));
  try {
    return resultSchema.parse(parseJson(Buffer.from(bytes).toString('utf8')));
  } catch {
    return throwDataError(file, { problem: 'is no result of a run' });
  }
}
