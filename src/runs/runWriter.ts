import { readdirSync } from 'node:fs';
import path from 'node:path';
import { InvariantError } from '../errors/invariantError.js';
import type { Overflow } from '../errors/overflowError.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import type { Disk, DiskFile } from '../files/disk.js';
import { writeWhole } from '../files/writeWhole.js';
import { listStateTensors } from '../actors/stateTensors.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { Round, RoundRecord } from '../rounds/round.js';
import type { State } from '../rounds/state.js';
import { findEntries } from '../scenario/findEntries.js';
import { encodeCheckpoint } from './checkpoint.js';
import type { SidecarWriter } from './sidecarWriter.js';
import {
  asJson,
  CHECKPOINT_FOLDER,
  checkpointName,
  checkpointRound,
  isCheckpointOrDraft,
  RUN_FILES,
} from './format.js';
import { journalLine } from './journal.js';
import type { Lock } from './lock.js';
import { type Manifest, scenarioAt } from './manifest.js';
import type { Result, ResultSummary } from './result.js';
import { isCheckpointDue } from './schedule.js';
import { writeSums } from './seal.js';

/** A run folder that is being written. */
export interface RunFolder {
  readonly folder: string;
  /**
   * Records a round, unless it is recorded already.
   * Where a checkpoint is due, syncs the journal and writes the checkpoint.
   * Throws an InvariantError when the disk fails; the folder takes nothing after that.
   */
  append(round: Round, state: () => State): Promise<void>;
  /** Takes over a round of the run that this one branches from. */
  adopt(record: RoundRecord): Promise<void>;
  /**
   * Ends the run, complete, overflowed or neither. Writes the last checkpoint, result.json and SHA256SUMS.
   * Removes checkpoints that the schedule does not name, and gives the folder back.
   * null if the disk failed before: then the folder stays as it is.
   */
  finish(state: State, overflow?: Overflow | null): Promise<Result | null>;
}

/** What a run folder is written with. */
export interface Writing {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly catalogue: Catalogue;
  readonly disk: Disk;
  readonly lock: Lock;
  readonly rounds: DiskFile;
  /** What is kept of rounds beside their records. */
  readonly sidecars: SidecarWriter;
  /** How many rounds are in the journal, and what the result says of them. */
  readonly written: { rounds: number; readonly summary: ResultSummary };
}

/** Writes to a run folder whose files are open. */
export function runWriter(writing: Writing): RunFolder {
  const { folder, manifest, disk, lock, rounds, sidecars, written } = writing;
  let broken = false;
  const guard = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      broken = true; // after a failed write or sync nobody knows what is on the disk: no second try
      throw isSystemError(error) ? unwritable(folder, what, error) : error;
    }
  };
  const sync = async () => {
    await sidecars.sync();
    await rounds.sync();
  };
  const keep = (state: State) => writeCheckpoint(writing, state);
  return {
    folder,
    append: ({ record, ...rest }, state) =>
      guard(`round ${record.round}`, async () => {
        const { round } = record;
        if (round >= written.rounds) {
          await sidecars.write(rest); // first, so that none is missing
          await rounds.write(journalLine(record));
          written.summary.add(record);
          written.rounds = round + 1;
        }
        if (!isCheckpointDue(manifest, round + 1) || round + 1 === manifest.scenario.training.rounds) return;
        await sync();
        await keep(state());
      }),
    adopt: (record) =>
      guard(`round ${record.round}`, async () => {
        await rounds.write(journalLine(record));
        written.summary.add(record);
        written.rounds = record.round + 1;
      }),
    finish: async (state, overflow = null) => {
      try {
        if (broken) return null;
        return await guard('its end', async () => {
          await sync();
          await keep(state);
          const result = written.summary.result(manifest.scenario.training.rounds, overflow);
          await writeWhole(disk, path.join(folder, RUN_FILES.result), asJson(result));
          await writeSums(disk, folder, await tidyCheckpoints(disk, folder, manifest, state.round));
          return result;
        });
      } finally {
        await rounds.close();
        await sidecars.close();
        lock.release();
      }
    },
  };
}

/** Writes the checkpoint of a state. */
export async function writeCheckpoint(
  { disk, folder, manifest, catalogue }: Pick<Writing, 'disk' | 'folder' | 'manifest' | 'catalogue'>,
  state: State,
): Promise<void> {
  const file = path.join(folder, CHECKPOINT_FOLDER, checkpointName(state.round));
  const scenario = scenarioAt(manifest, state.round - 1);
  const entries = findEntries(catalogue, scenario);
  const bytes = encodeCheckpoint(state, entries.model, listStateTensors(scenario, entries));
  await writeWhole(disk, file, bytes);
}

/** Leaves the checkpoints of a run of so many rounds, interrupted or not. Returns their names in order. */
async function tidyCheckpoints(
  disk: Disk,
  folder: string,
  manifest: Manifest,
  rounds: number,
): Promise<string[]> {
  const checkpoints = path.join(folder, CHECKPOINT_FOLDER);
  const kept: number[] = [];
  for (const name of readdirSync(checkpoints).sort().filter(isCheckpointOrDraft)) {
    const round = checkpointRound(name); // null for a draft, which nobody needs any more
    const isWanted =
      round === rounds || (round !== null && round < rounds && isCheckpointDue(manifest, round));
    if (isWanted) kept.push(round);
    else await disk.remove(path.join(checkpoints, name));
  }
  await disk.syncFolder(checkpoints);
  return kept.sort((a, b) => a - b).map(checkpointName);
}

/** A disk that failed, as an error that says how to go on. */
export function unwritable(folder: string, what: string, cause: Error): InvariantError {
  const message = `${folder}: ${what} cannot be recorded: ${systemProblem(cause)}`;
  const remedy = `what was recorded before stays good; when that is mended, go on with: krumble resume ${folder}`;
  return new InvariantError(`${message}; ${remedy}`, { cause });
}
