import { readdirSync } from 'node:fs';
import path from 'node:path';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { damaged, readingRun } from './damage.js';
import { asJson, CHECKPOINT_FOLDER, checkpointName, checkpointRound, RUN_FILES } from './format.js';
import { stateFromCheckpoint } from './recordedState.js';
import { isLocked } from './lock.js';
import { openRecording, type Recording, runFolderNames } from './recording.js';
import { type Result, ResultSummary } from './result.js';
import { checkSums, hasSum } from './seal.js';
import { readTimings } from './timings.js';

/** What was found in a run folder in which nothing is wrong. */
export interface Verified {
  readonly recording: Recording;
  readonly result: Result;
  /** What lies in the folder and is no part of the run. */
  readonly strangers: readonly string[];
}

const RESULT_BYTES_MAX = 1 << 16;
const ENDED = [RUN_FILES.manifest, RUN_FILES.rounds, RUN_FILES.timings, RUN_FILES.result];

/**
 * Checks a run folder by itself, without playing a round: the form of every file, the chain of digests, each
 * checkpoint against the journal, the result against the rounds, and where the run has ended, every byte against
 * SHA256SUMS. Throws an InputError where there is no run, and a DataError that names the file and the place where
 * something is not as krumble left it.
 */
export function verifyRun(folder: string): Verified {
  const names = runFolderNames(folder);
  const at = (name: string) => path.join(folder, name);
  const summary = new ResultSummary();
  const recording = openRecording(folder, (record) => summary.add(record));
  const { manifest, sealed, rounds, tornBytes, checkpoints } = recording;
  const missing = ENDED.find((name) => !names.includes(name));
  if (sealed && missing !== undefined) damaged(at(missing), { problem: 'is missing' });
  if (sealed && tornBytes > 0)
    damaged(at(RUN_FILES.rounds), { line: rounds + 1, problem: 'ends within a line' });
  for (const count of checkpoints) {
    const file = path.join(folder, CHECKPOINT_FOLDER, checkpointName(count));
    if (count > rounds) {
      const isCut = sealed && !readingRun(at(RUN_FILES.sums), () => hasSum(folder, RUN_FILES.rounds));
      const problem = `the journal ends after ${rounds} rounds`;
      damaged(isCut ? at(RUN_FILES.rounds) : file, {
        problem: `${problem}${isCut ? ', and not as it did' : ''}`,
      });
    }
    stateFromCheckpoint(recording, count);
  }
  if (names.includes(RUN_FILES.timings)) checkTimings(at(RUN_FILES.timings), recording);
  const result = summary.result(manifest.scenario.training.rounds);
  if (names.includes(RUN_FILES.result)) {
    checkResult(at(RUN_FILES.result), result);
    if (!sealed) {
      const problem = `is missing: the run was killed while it ended, or it was removed; krumble resume writes it`;
      damaged(at(RUN_FILES.sums), { problem });
    }
  }
  if (sealed) readingRun(at(RUN_FILES.sums), () => checkSums(folder, checkpoints.map(checkpointName)));
  return { recording, result, strangers: strangersIn(folder, names) };
}

function checkTimings(file: string, { sealed, rounds, manifest }: Recording): void {
  let line = 1;
  let last = (manifest.history.at(-1)?.until ?? 0) - 1; // of the rounds before, the run that was left has the timings
  readingRun(file, () => {
    for (const { timing } of readTimings(file)) {
      if (sealed && timing === null) damaged(file, { line, problem: 'ends within a line' });
      if (sealed && timing !== null && timing.round >= rounds) {
        damaged(file, { line, field: 'round', found: show(timing.round), allowed: `less than ${rounds}` });
      }
      last = timing?.round ?? last;
      line++;
    }
    if (sealed && last < rounds - 1) damaged(file, { line, problem: `round ${rounds - 1} is missing` });
  });
}

function checkResult(file: string, result: Result): void {
  const bytes = readingRun(file, () => readBounded(file, { bytesMax: RESULT_BYTES_MAX, links: false }));
  const [found, wanted] = [Buffer.from(bytes).toString('latin1').split('\n'), asJson(result).split('\n')];
  const index = found.findIndex((text, at) => text !== wanted[at]);
  if (index < 0 && found.length === wanted.length) return;
  const at = index < 0 ? found.length : index;
  const facts = { found: show(found[at]?.trim()), allowed: `${show(wanted[at]?.trim())}, by the journal` };
  damaged(file, { line: at + 1, ...facts });
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
