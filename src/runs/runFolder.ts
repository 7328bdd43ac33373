import { readdirSync } from 'node:fs';
import path from 'node:path';
import { InvariantError } from '../errors/invariantError.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import { type Disk, type DiskFile } from '../files/disk.js';
import { draftOf, writeWhole } from '../files/writeWhole.js';
import { layouts } from '../models/layouts.js';
import type { Round, RoundRecord, RoundTiming } from '../rounds/round.js';
import type { State } from '../rounds/state.js';
import { tasks } from '../scenario/tasks.js';
import { encodeCheckpoint } from './checkpoint.js';
import { asJson, CHECKPOINT_FOLDER, checkpointName, checkpointRound, RUN_FILES } from './format.js';
import { journalLine } from './journal.js';
import type { Lock } from './lock.js';
import { type Manifest, manifestText } from './manifest.js';
import { prepareFolder } from './prepareFolder.js';
import type { Recording } from './recording.js';
import { type Result, ResultSummary } from './result.js';
import { isCheckpointDue } from './schedule.js';
import { writeSums } from './seal.js';
import { readTimings, timingLine } from './timings.js';

/** A run folder that is being written. */
export interface RunFolder {
  readonly folder: string;
  /**
   * Records a round, unless it is recorded already, and where a checkpoint is due after it, syncs the journal and
   * writes the checkpoint. Throws an InvariantError when the disk fails; the folder takes nothing after that.
   */
  append(round: Round, state: () => State): Promise<void>;
  /** Takes over a round of the run that this one branches from. */
  adopt(record: RoundRecord): Promise<void>;
  /**
   * Ends the run, complete or not: writes the last checkpoint, result.json and SHA256SUMS, removes checkpoints that
   * the schedule does not name, and gives the folder back. null if the disk failed before: then the folder stays as it is.
   */
  finish(state: State): Promise<Result | null>;
}

/**
 * Writes the manifest into a folder, which is made where it is missing, and checkpoints of the states that the run has
 * from elsewhere, and opens the journal. An existing run is
 * replaced only with `force`, and of its files only those of a run. Throws an InputError where the folder cannot
 * be used.
 */
export async function createRunFolder(
  folder: string,
  manifest: Manifest,
  { force, disk, states }: { force: boolean; disk: Disk; states: readonly State[] },
): Promise<RunFolder> {
  const lock = prepareFolder(folder, { force });
  return guarded(folder, lock, async () => {
    if (force) await removeRun(disk, folder);
    await writeWhole(disk, path.join(folder, RUN_FILES.manifest), manifestText(manifest));
    await disk.makeFolder(path.join(folder, CHECKPOINT_FOLDER));
    const rounds = await disk.open(path.join(folder, RUN_FILES.rounds), 'new');
    const timings = await disk.open(path.join(folder, RUN_FILES.timings), 'new');
    await disk.syncFolder(folder);
    for (const state of states) await writeCheckpoint(disk, folder, manifest, state);
    const written = { rounds: 0, summary: new ResultSummary() };
    return writer({ folder, manifest, disk, lock, rounds, timings, written });
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
  return guarded(folder, lock, async () => {
    for (const name of [RUN_FILES.sums, RUN_FILES.result]) {
      if (names.includes(name)) await disk.remove(at(name));
    }
    await disk.makeFolder(at(CHECKPOINT_FOLDER));
    if (tornBytes > 0) await disk.cut(at(RUN_FILES.rounds), journalBytes);
    if (timed?.cut) await disk.cut(at(RUN_FILES.timings), timed.bytes);
    const open = (name: string) => disk.open(at(name), names.includes(name) ? 'existing' : 'new');
    const rounds = await open(RUN_FILES.rounds);
    const timings = await open(RUN_FILES.timings);
    const missing = replayed.filter(({ round }) => round >= (timed?.next ?? 0));
    for (const timing of missing) await timings.write(timingLine(timing));
    const written = { rounds: recorded, summary };
    return writer({ folder, manifest, disk, lock, rounds, timings, written });
  });
}

interface Writing {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly disk: Disk;
  readonly lock: Lock;
  readonly rounds: DiskFile;
  readonly timings: DiskFile;
  /** How many rounds are in the journal, and what the result says of them. */
  readonly written: { rounds: number; readonly summary: ResultSummary };
}

function writer({ folder, manifest, disk, lock, rounds, timings, written }: Writing): RunFolder {
  let broken = false;
  const guard = async <T>(round: number, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      broken = true; // after a failed write or sync nobody knows what is on the disk: no second try
      throw isSystemError(error) ? unwritable(folder, round, error) : error;
    }
  };
  const sync = async () => {
    await timings.sync();
    await rounds.sync();
  };
  const keep = (state: State) => writeCheckpoint(disk, folder, manifest, state);
  return {
    folder,
    append: ({ record, timing }, state) =>
      guard(record.round, async () => {
        const { round } = record;
        if (round >= written.rounds) {
          await timings.write(timingLine(timing)); // first, so that none is missing
          await rounds.write(journalLine(record));
          written.summary.add(record);
          written.rounds = round + 1;
        }
        if (!isCheckpointDue(manifest, round + 1) || round + 1 === manifest.scenario.training.rounds) return;
        await sync();
        await keep(state());
      }),
    adopt: (record) =>
      guard(record.round, async () => {
        await rounds.write(journalLine(record));
        written.summary.add(record);
        written.rounds = record.round + 1;
      }),
    finish: async (state) => {
      try {
        if (broken) return null;
        return await guard(state.round, async () => {
          await sync();
          await keep(state);
          const result = written.summary.result(manifest.scenario.training.rounds);
          await writeWhole(disk, path.join(folder, RUN_FILES.result), asJson(result));
          await writeSums(disk, folder, await tidyCheckpoints(disk, folder, manifest, state.round));
          return result;
        });
      } finally {
        await rounds.close();
        await timings.close();
        lock.release();
      }
    },
  };
}

async function writeCheckpoint(
  disk: Disk,
  folder: string,
  { scenario }: Manifest,
  state: State,
): Promise<void> {
  const file = path.join(folder, CHECKPOINT_FOLDER, checkpointName(state.round));
  await writeWhole(disk, file, encodeCheckpoint(state, layouts[tasks[scenario.task].model]));
}

/** Leaves the checkpoints that a run of so many rounds has, interrupted or not; returns their names in order. */
async function tidyCheckpoints(
  disk: Disk,
  folder: string,
  manifest: Manifest,
  rounds: number,
): Promise<string[]> {
  const checkpoints = path.join(folder, CHECKPOINT_FOLDER);
  const kept: number[] = [];
  for (const name of readdirSync(checkpoints).sort()) {
    const round = checkpointRound(name) ?? checkpointRound(name.replace(/\.draft$/, ''));
    if (round === null) continue;
    const wanted = round === rounds || (round < rounds && isCheckpointDue(manifest, round));
    if (wanted && checkpointRound(name) !== null) kept.push(round);
    else await disk.remove(path.join(checkpoints, name));
  }
  return kept.sort((a, b) => a - b).map(checkpointName);
}

/** What timings.jsonl has of rounds below `rounds`: the bytes, the round that follows, and whether more stands behind. */
function timingsBelow(file: string, rounds: number): { bytes: number; next: number; cut: boolean } {
  let [bytes, next] = [0, 0];
  for (const { timing, end } of readTimings(file)) {
    if (timing === null || timing.round >= rounds) return { bytes, next, cut: true };
    bytes = end;
    next = timing.round + 1;
  }
  return { bytes, next, cut: false };
}

/** Removes the files of a run; the manifest last, by which the rest is known to be one. */
async function removeRun(disk: Disk, folder: string): Promise<void> {
  const { sums, result, rounds, timings, manifest } = RUN_FILES;
  for (const name of [sums, result, rounds, timings]) await disk.remove(path.join(folder, name));
  const checkpoints = path.join(folder, CHECKPOINT_FOLDER);
  for (const name of readdirSync(folder).includes(CHECKPOINT_FOLDER) ? readdirSync(checkpoints) : []) {
    if (checkpointRound(name.replace(/\.draft$/, '')) !== null)
      await disk.remove(path.join(checkpoints, name));
  }
  await disk.remove(draftOf(path.join(folder, manifest)));
  await disk.remove(path.join(folder, manifest));
}

/** Gives the lock back when a folder cannot be opened. */
async function guarded<T>(folder: string, lock: Lock, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    lock.release();
    throw isSystemError(error) ? unwritable(folder, 0, error) : error;
  }
}

function unwritable(folder: string, round: number, cause: Error): InvariantError {
  const message = `${folder}: round ${round} cannot be recorded: ${systemProblem(cause)}`;
  const remedy = `what was recorded before stays good; when that is mended, go on with: krumble resume ${folder}`;
  return new InvariantError(`${message}; ${remedy}`, { cause });
}
