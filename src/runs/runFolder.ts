import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../errors/dataError.js';
import { InvariantError } from '../errors/invariantError.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import type { Disk } from '../files/disk.js';
import { writeWhole } from '../files/writeWhole.js';
import type { RoundTiming } from '../rounds/round.js';
import type { State } from '../rounds/state.js';
import { CHECKPOINT_FOLDER, isCheckpointOrDraft, RUN_FILES } from './format.js';
import { removeEmpty } from './freshFolder.js';
import type { Lock } from './lock.js';
import { type Manifest, manifestText } from './manifest.js';
import { prepareFolder } from './prepareFolder.js';
import { checkManifestText } from './readManifest.js';
import type { Recording } from './recording.js';
import { ResultSummary } from './result.js';
import { type RunFolder, runWriter, unwritable, writeCheckpoint } from './runWriter.js';
import { readTimings, timingLine } from './timings.js';

/** How a run folder is made. */
export interface Making {
  readonly force: boolean;
  readonly disk: Disk;
  /** States that the run has from elsewhere. */
  readonly states: readonly State[];
  /** Whether the folder was made for this run: then it goes when the run cannot be begun. */
  readonly fresh: boolean;
}

/**
 * Makes a run folder: checkpoints of the states that the run has from elsewhere, then the manifest, then an empty
 * journal. An existing run is replaced only with `force`, and of its files only those of a run. Throws an InputError
 * where the folder cannot be used, or the manifest would say what krumble does not read.
 */
export async function createRunFolder(
  folder: string,
  manifest: Manifest,
  { force, disk, states, fresh }: Making,
): Promise<RunFolder> {
  const text = manifestText(manifest);
  checkManifestText(text);
  const lock = prepareFolder(folder, { force });
  const explain = (error: Error) => {
    if (fresh) removeEmpty(folder);
    return notBegun(folder, error);
  };
  return guarded(lock, explain, async () => {
    if (force) await removeRounds(disk, folder);
    await disk.makeFolder(path.join(folder, CHECKPOINT_FOLDER));
    for (const state of states) await writeCheckpoint(disk, folder, manifest, state);
    await writeWhole(disk, path.join(folder, RUN_FILES.manifest), text);
    const rounds = await disk.open(path.join(folder, RUN_FILES.rounds), 'new');
    const timings = await disk.open(path.join(folder, RUN_FILES.timings), 'new');
    await disk.syncFolder(folder);
    const written = { rounds: 0, summary: new ResultSummary() };
    return runWriter({ folder, manifest, disk, lock, rounds, timings, written });
  });
}

/** What is known of a run that is gone on with. */
export interface Reopening {
  readonly lock: Lock;
  /** Has heard of all its rounds. */
  readonly summary: ResultSummary;
  /** Of rounds that were played again: after a power cut the folder may lack them. */
  readonly timings: readonly RoundTiming[];
  readonly disk: Disk;
}

/**
 * Opens the folder of a run that did not end, or was interrupted, to go on with it: what it ended with and torn lines
 * are cut off.
 */
export async function reopenRunFolder(
  { folder, manifest, rounds: recorded, journalBytes, tornBytes }: Recording,
  { lock, summary, timings: replayed, disk }: Reopening,
): Promise<RunFolder> {
  const at = (name: string) => path.join(folder, name);
  const names = readdirSync(folder);
  const timed = names.includes(RUN_FILES.timings) ? timingsBelow(at(RUN_FILES.timings), recorded) : null;
  return guarded(
    lock,
    (error) => unwritable(folder, `round ${recorded}`, error),
    async () => {
      const open = (name: string) => disk.open(at(name), names.includes(name) ? 'existing' : 'new');
      const rounds = await open(RUN_FILES.rounds); // before anything is removed: where they cannot be, nothing is
      const timings = await open(RUN_FILES.timings);
      for (const name of [RUN_FILES.sums, RUN_FILES.result]) {
        if (names.includes(name)) await disk.remove(at(name));
      }
      await disk.makeFolder(at(CHECKPOINT_FOLDER));
      await disk.syncFolder(folder); // a seal that came back after a power cut would not be of these files
      if (tornBytes > 0) await disk.cut(at(RUN_FILES.rounds), journalBytes);
      if (timed?.cut) await disk.cut(at(RUN_FILES.timings), timed.bytes);
      const missing = replayed.filter(({ round }) => round >= (timed?.next ?? 0));
      for (const timing of missing) await timings.write(timingLine(timing));
      const written = { rounds: recorded, summary };
      return runWriter({ folder, manifest, disk, lock, rounds, timings, written });
    },
  );
}

/**
 * What timings.jsonl has of rounds below `rounds`: the bytes, the round that follows, and whether more stands behind. A
 * line that is damaged ends it: no result rests on this file.
 */
function timingsBelow(file: string, rounds: number): { bytes: number; next: number; cut: boolean } {
  let [bytes, next] = [0, 0];
  try {
    for (const { timing, end } of readTimings(file)) {
      if (timing === null || timing.round >= rounds) return { bytes, next, cut: true };
      bytes = end;
      next = timing.round + 1;
    }
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { bytes, next, cut: true };
  }
  return { bytes, next, cut: false };
}

/** Removes the files of a run but its manifest, by which the folder is known to hold one until the next is there. */
async function removeRounds(disk: Disk, folder: string): Promise<void> {
  const { sums, result, rounds, timings } = RUN_FILES;
  for (const name of [sums, result, rounds, timings]) await disk.remove(path.join(folder, name));
  const checkpoints = path.join(folder, CHECKPOINT_FOLDER);
  for (const name of readdirSync(folder).includes(CHECKPOINT_FOLDER) ? readdirSync(checkpoints) : []) {
    if (isCheckpointOrDraft(name)) await disk.remove(path.join(checkpoints, name));
  }
}

/** Gives the lock back when a folder cannot be opened. */
async function guarded<T>(lock: Lock, explain: (error: Error) => Error, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    lock.release();
    throw isSystemError(error) ? explain(error) : error;
  }
}

function notBegun(folder: string, cause: Error): InvariantError {
  const message = `${folder}: the run cannot be begun: ${systemProblem(cause)}`;
  return new InvariantError(`${message}; no round was played`, { cause });
}
