import { readdirSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InvariantError } from '../errors/invariantError.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import type { Disk } from '../files/disk.js';
import { makeOwn } from '../files/makeOwn.js';
import { writeWhole } from '../files/writeWhole.js';
import type { State } from '../rounds/state.js';
import { createSidecars, reopenSidecars, type SidecarRound } from './sidecarWriter.js';
import { CHECKPOINT_FOLDER, isCheckpointOrDraft, RUN_FILES } from './format.js';
import { removeEmpty } from './freshFolder.js';
import type { Lock } from './lock.js';
import { type Manifest, manifestText } from './manifest.js';
import { prepareFolder } from './prepareFolder.js';
import { checkManifestText } from './readManifest.js';
import type { Recording } from './recording.js';
import { ResultSummary } from './result.js';
import { type RunFolder, runWriter, unwritable, writeCheckpoint } from './runWriter.js';

/** How a run folder is made. */
export interface Making {
  readonly force: boolean;
  readonly disk: Disk;
  /** What the names in the manifest's scenarios mean; default: what comes with krumble. */
  readonly catalogue?: Catalogue;
  /** States that the run has from elsewhere. */
  readonly states: readonly State[];
  /** Whether the folder was made for this run: then it goes when the run cannot be begun. */
  readonly fresh: boolean;
}

/**
 * Makes a run folder: checkpoints of the states that the run
 * has from elsewhere, then the manifest, then an empty journal.
 * An existing run is replaced only with `force`, and only files of a run are removed.
 * Throws an InputError where the folder cannot be used, or where krumble could not read the manifest back.
 */
export async function createRunFolder(
  folder: string,
  manifest: Manifest,
  { force, disk, states, fresh, catalogue = builtIn }: Making,
): Promise<RunFolder> {
  const text = manifestText(manifest);
  checkManifestText(text, catalogue);
  const lock = prepareFolder(folder, { force });
  const explain = (error: Error) => {
    if (fresh) removeEmpty(folder);
    return notBegun(folder, error);
  };
  return guarded(lock, explain, async () => {
    if (force) await removeRounds(disk, folder);
    await disk.makeFolder(path.join(folder, CHECKPOINT_FOLDER));
    for (const state of states) await writeCheckpoint({ disk, folder, manifest, catalogue }, state);
    await writeWhole(disk, path.join(folder, RUN_FILES.manifest), text);
    const rounds = await disk.open(path.join(folder, RUN_FILES.rounds), 'new');
    const sidecars = await createSidecars(disk, { folder, manifest });
    await disk.syncFolder(folder);
    const written = { rounds: 0, summary: new ResultSummary() };
    return runWriter({ folder, manifest, catalogue, disk, lock, rounds, sidecars, written });
  });
}

/** What is known of a run that is gone on with. */
export interface Reopening {
  readonly lock: Lock;
  /** Has heard of all its rounds. */
  readonly summary: ResultSummary;
  /**
   * Rounds that were played again: after a power cut the folder may lack the lines kept beside their records.
   */
  readonly replayed: readonly SidecarRound[];
  readonly disk: Disk;
}

/**
 * Opens the folder of an unfinished or interrupted run, to go on with it.
 * Its ending and torn lines are cut off.
 */
export async function reopenRunFolder(
  recording: Recording,
  { lock, summary, replayed, disk }: Reopening,
): Promise<RunFolder> {
  const { folder, manifest, catalogue, rounds: recorded, journalBytes, tornBytes } = recording;
  const at = (name: string) => path.join(folder, name);
  const names = readdirSync(folder);
  return guarded(
    lock,
    (error) => unwritable(folder, `round ${recorded}`, error),
    async () => {
      const how = names.includes(RUN_FILES.rounds) ? 'existing' : 'new';
      if (how === 'existing') await makeOwn(disk, at(RUN_FILES.rounds));
      // Opened before anything is removed: where this fails, nothing is removed.
      const rounds = await disk.open(at(RUN_FILES.rounds), how);
      const sidecars = await reopenSidecars(disk, recording);
      for (const name of [RUN_FILES.sums, RUN_FILES.result]) {
        if (names.includes(name)) await disk.remove(at(name));
      }
      await disk.makeFolder(at(CHECKPOINT_FOLDER));
      await disk.syncFolder(folder); // a seal that came back after a power cut would not be of these files
      if (tornBytes > 0) await disk.cut(at(RUN_FILES.rounds), journalBytes);
      await sidecars.mend(replayed);
      const written = { rounds: recorded, summary };
      return runWriter({ folder, manifest, catalogue, disk, lock, rounds, sidecars, written });
    },
  );
}

/**
 * Removes the files of a run but its manifest.
 * The manifest marks the folder as a run until the next one is there.
 */
async function removeRounds(disk: Disk, folder: string): Promise<void> {
  const { sums, result, rounds, timings, probes } = RUN_FILES;
  for (const name of [sums, result, rounds, timings, probes]) await disk.remove(path.join(folder, name));
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
