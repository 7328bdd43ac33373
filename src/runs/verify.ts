import { readdirSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { asDataErrors, throwDataError } from './throwDataError.js';
import { asJson, CHECKPOINT_FOLDER, checkpointName, checkpointRound, RUN_FILES } from './format.js';
import type { RoundRecord } from '../rounds/round.js';
import { stateFromCheckpoint } from './recordedState.js';
import { isLocked } from './lock.js';
import { begunAt } from './manifest.js';
import { overflowIn, RESULT_BYTES_MAX } from './overflow.js';
import { openRecording, type Recording, runFolderNames } from './recording.js';
import { type Result, ResultSummary } from './result.js';
import type { ChecksummedEntry } from './checksummedLines.js';
import { checkSums, hasSum, isSummed } from './seal.js';
import { sidecars } from './sidecarWriter.js';

/** What was found in a run folder in which nothing is wrong. */
export interface Verified {
  readonly recording: Recording;
  readonly result: Result;
  /** What lies in the folder and is no part of the run. */
  readonly strangers: readonly string[];
}

const ENDED = [RUN_FILES.manifest, RUN_FILES.rounds, RUN_FILES.timings, RUN_FILES.probes, RUN_FILES.result];

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
  const { manifest, sealed, rounds, tornBytes, checkpoints } = recording;
  const isMissing = (name: string) =>
    !names.includes(name) &&
    (name !== RUN_FILES.probes || asDataErrors(at(RUN_FILES.sums), () => isSummed(folder, name)));
  const missing = sealed ? ENDED.find(isMissing) : undefined;
  if (missing !== undefined) throwDataError(at(missing), { problem: 'is missing' });
  if (sealed && tornBytes > 0)
    throwDataError(at(RUN_FILES.rounds), { line: rounds + 1, problem: 'ends within a line' });
  for (const count of checkpoints) {
    const file = path.join(folder, CHECKPOINT_FOLDER, checkpointName(count));
    if (count > rounds) {
      const isCut = sealed && !asDataErrors(at(RUN_FILES.sums), () => hasSum(folder, RUN_FILES.rounds));
      const problem = `the journal ends after ${rounds} rounds`;
      throwDataError(isCut ? at(RUN_FILES.rounds) : file, {
        problem: `${problem}${isCut ? ', and not as it did' : ''}`,
      });
    }
    stateFromCheckpoint(recording, count);
  }
  for (const { name, read } of sidecars) {
    if (names.includes(name)) checkSidecar(at(name), read(at(name), recording), recording);
  }
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

function checkSidecar(
  file: string,
  entries: Iterable<ChecksummedEntry<{ readonly round: number }>>,
  { sealed, rounds, manifest }: Recording,
): void {
  let line = 1;
  let last = begunAt(manifest) - 1; // of the rounds before, the run that was left has the lines
  asDataErrors(file, () => {
    for (const { value } of entries) {
      if (sealed && value === null) throwDataError(file, { line, problem: 'ends within a line' });
      if (sealed && value !== null && value.round >= rounds) {
        throwDataError(file, {
          line,
          field: 'round',
          found: show(value.round),
          allowed: `less than ${rounds}`,
        });
      }
      last = value?.round ?? last;
      line++;
    }
    if (sealed && last < rounds - 1)
      throwDataError(file, { line, problem: `round ${rounds - 1} is missing` });
  });
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
