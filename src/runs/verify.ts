import { readdirSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { asDataErrors, throwDataError } from './throwDataError.js';
import { checkJournalEnd } from './checkJournalEnd.js';
import { checkSidecar } from './checkSidecar.js';
import { asJson, CHECKPOINT_FOLDER, checkpointName, checkpointRound, RUN_FILES } from './format.js';
import type { RoundRecord } from '../rounds/round.js';
import { stateFromCheckpoint } from './recordedState.js';
import { isLocked } from './lock.js';
import { overflowIn, RESULT_BYTES_MAX } from './overflow.js';
import { openRecording, type Recording, runFolderNames } from './recording.js';
import { type Result, ResultSummary } from './result.js';
import { checkSums } from './seal.js';
import { sidecars } from './sidecarWriter.js';

/** What was found in a run folder in which nothing is wrong. */
export interface Verified {
  readonly recording: Recording;
  readonly result: Result;
  /** What lies in the folder and is no part of the run. */
  readonly strangers: readonly string[];
}

const ENDED = [RUN_FILES.manifest, RUN_FILES.rounds, RUN_FILES.timings, RUN_FILES.result];

/**
 * Checks a run folder by itself, without playing a round.
 * Checked are the form of every file, the chain of digests, each
 * checkpoint against the journal, and the result against the rounds.
 * Where the run has ended, every byte is checked against SHA256SUMS.
 * Throws an InputError where there is no run.
 * Throws a DataError that names the file and the place that is not as krumble left it.
 * `onRecord` is told every record.
 */
export function verifyRun(
  folder: string,
  onRecord: (record: RoundRecord) => void = () => undefined,
  catalogue: Catalogue = builtIn,
): Verified {
  const names = runFolderNames(folder);
  const at = (name: string) => path.join(folder, name);
  const summary = new ResultSummary();
  const recording = openRecording(
    folder,
    (record) => {
      summary.add(record);
      onRecord(record);
    },
    catalogue,
  );
  const { manifest, sealed, rounds, checkpoints } = recording;
  const missing = sealed ? ENDED.find((name) => !names.includes(name)) : undefined;
  if (missing !== undefined) throwDataError(at(missing), { problem: 'is missing' });
  checkJournalEnd(recording);
  for (const count of checkpoints) if (count <= rounds) stateFromCheckpoint(recording, count);
  for (const sidecar of sidecars) checkSidecar(recording, sidecar);
  const result = summary.result(manifest.scenario.training.rounds, overflowIn(folder));
  if (names.includes(RUN_FILES.result)) {
    checkResult(at(RUN_FILES.result), result);
    if (!sealed) {
      const problem = `is missing: the run was killed while it ended, or it was removed; krumble resume writes it`;
      throwDataError(at(RUN_FILES.sums), { problem });
    }
  }
  if (sealed) asDataErrors(at(RUN_FILES.sums), () => checkSums(folder, checkpoints.map(checkpointName)));
  return { recording, result, strangers: strangersIn(folder, names) };
}

function checkResult(file: string, result: Result): void {
  const bytes = asDataErrors(file, () => readBounded(file, { bytesMax: RESULT_BYTES_MAX, links: false }));
  const [found, wanted] = [Buffer.from(bytes).toString('latin1').split('\n'), asJson(result).split('\n')];
  const index = found.findIndex((text, at) => text !== wanted[at]);
  if (index < 0 && found.length === wanted.length) return;
  const at = index < 0 ? found.length : index;
  const facts = { found: show(found[at]?.trim()), allowed: `${show(wanted[at]?.trim())}, by the journal` };
  throwDataError(file, { line: at + 1, ...facts });
}

function strangersIn(folder: string, names: readonly string[]): string[] {
  const files = Object.values(RUN_FILES).filter((name) => name !== RUN_FILES.lock || isLocked(folder));
  const known: readonly string[] = [...files, CHECKPOINT_FOLDER];
  const inside = names.includes(CHECKPOINT_FOLDER)
    ? readdirSync(path.join(folder, CHECKPOINT_FOLDER)).sort()
    : [];
  return [
    ...names.filter((name) => !known.includes(name)),
    ...inside.filter((name) => checkpointRound(name) === null).map((name) => `${CHECKPOINT_FOLDER}/${name}`),
  ];
}
