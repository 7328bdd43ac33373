import { mkdirSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import type { Round } from '../rounds/round.js';
import { checkRunFolder } from './checkRunFolder.js';
import { CHECKPOINT_FOLDER, checkpointName, isCheckpoint, RUN_FILES } from './format.js';
import type { Manifest } from './manifest.js';
import { type Result, ResultSummary } from './result.js';
import { syncAndClose, writeFileWhole } from './writeFile.js';

/** A run folder that is being written. */
export interface RunFolder {
  readonly folder: string;
  /** Appends a round to rounds.jsonl and timings.jsonl; resolves when it is written. */
  append(round: Round): Promise<void>;
  /** Syncs the journal, writes the parameters that the run ended with and result.json, and closes the folder. */
  finish(checkpoint: Uint8Array): Promise<Result>;
}

/**
 * Writes the manifest into a folder, which is made where it is missing, and opens the journal. An existing run is
 * replaced only with `force`, and of its files only those of a run. Throws an InputError where the folder cannot
 * be used.
 */
export async function createRunFolder(
  folder: string,
  manifest: Manifest,
  { force }: { force: boolean },
): Promise<RunFolder> {
  checkRunFolder(folder, { force });
  makeFolder(path.resolve(folder));
  if (force) await removeRun(folder);
  await writeFileWhole(path.join(folder, RUN_FILES.manifest), asJson(manifest));
  const rounds = await open(path.join(folder, RUN_FILES.rounds), 'wx');
  const timings = await open(path.join(folder, RUN_FILES.timings), 'wx');
  const summary = new ResultSummary();
  return {
    folder,
    append: async ({ record, timing }) => {
      await rounds.appendFile(`${JSON.stringify(record)}\n`);
      await timings.appendFile(`${JSON.stringify(timing)}\n`);
      summary.add(record);
    },
    finish: async (checkpoint) => {
      await closeBoth(rounds, timings);
      const result = summary.result(manifest.scenario.training.rounds);
      const checkpoints = path.join(folder, CHECKPOINT_FOLDER);
      await mkdir(checkpoints, { recursive: true });
      await writeFileWhole(path.join(checkpoints, checkpointName(result.rounds)), checkpoint);
      await writeFileWhole(path.join(folder, RUN_FILES.result), asJson(result));
      return result;
    },
  };
}

/** Makes a folder and what is missing above it, a level at a time: some file systems loop on a recursive one. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder) {
      throw new InputError({
        place: { file: folder },
        field: '--out',
        problem: `cannot be made: ${systemProblem(cause)}`,
      });
    }
    makeFolder(parent);
    try {
      mkdirSync(folder);
    } catch (again) {
      const problem = `cannot be made: ${systemProblem(again)}`;
      throw new InputError({ place: { file: folder }, field: '--out', problem });
    }
  }
}

async function removeRun(folder: string): Promise<void> {
  for (const name of Object.values(RUN_FILES)) await rm(path.join(folder, name), { force: true });
  const checkpoints = path.join(folder, CHECKPOINT_FOLDER);
  const names = await readdir(checkpoints).catch(() => []);
  for (const name of names) if (isCheckpoint(name)) await rm(path.join(checkpoints, name), { force: true });
}

async function closeBoth(first: FileHandle, second: FileHandle): Promise<void> {
  try {
    await syncAndClose(first);
  } finally {
    await syncAndClose(second);
  }
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
