import { lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { invariant } from '../errors/invariantError.js';
import { systemProblem } from '../errors/systemError.js';
import { tellMomenta } from '../actors/stateTensors.js';
import type { RoundRecord } from '../rounds/round.js';
import { listCorrupted } from '../scenario/corruption.js';
import type { Scenario } from '../scenario/scenario.js';
import { asDataErrors, throwDataError } from './throwDataError.js';
import { explainNoRun } from './explainNoRun.js';
import { CHECKPOINT_FOLDER, checkpointRound, RUN_FILES } from './format.js';
import { readJournal } from './journal.js';
import { type Manifest, scenarioAt } from './manifest.js';
import { readManifest } from './readManifest.js';

/** What lies in a run folder beside the journal. */
export interface Inventory {
  /** Whether the run has ended, complete or not: its result and SHA256SUMS are there. */
  readonly sealed: boolean;
  /** Whether its result is there, which is written shortly before its sums. */
  readonly hasResult: boolean;
  /** Rounds after which there is a checkpoint file, rising. They are not read yet. */
  readonly checkpoints: readonly number[];
}

/** A run folder that was read: everything in it that a round rests on was found to be as krumble wrote it. */
export interface Recording extends Inventory {
  readonly folder: string;
  readonly manifest: Manifest;
  /** What the names in its scenarios mean. */
  readonly catalogue: Catalogue;
  /** Rounds in the journal, all in order. */
  readonly rounds: number;
  /** Bytes of the journal that hold them; what stands behind is the torn end that a crash left. */
  readonly journalBytes: number;
  readonly tornBytes: number;
  /** The journal's facts about the state after so many rounds: 0, each checkpoint's, and the last. */
  readonly vouchedAt: (rounds: number) => Vouched;
}

/** What a record says of the state that its round led to. */
type VouchedRecord = Pick<RoundRecord, 'state' | 'memory'> & {
  /**
   * For each worker the hash of what it computed itself: confided where it is corrupted, else reported;
   * null where that is not its momentum, which `memory` vouches for then.
   */
  readonly own: readonly string[] | null;
};

/** What the journal says of the state after some round. */
export interface Vouched {
  readonly digest: string;
  /** The last record; null before round 0. */
  readonly record: VouchedRecord | null;
}

/**
 * Opens a run folder to read it. Throws an InputError where there is no run.
 * Throws a DataError with file, line and field where manifest or journal are not as krumble wrote them.
 * `onRecord` is told every record.
 */
export function openRecording(
  folder: string,
  onRecord: (record: RoundRecord) => void = () => undefined,
  catalogue: Catalogue = builtIn,
): Recording {
  const manifest = manifestIn(folder, catalogue);
  // What there is beside the journal is asked for first: its rounds were recorded before it.
  const inventory = takeInventory(folder);
  const { checkpoints } = inventory;
  const vouch = (record: RoundRecord) => vouchedBy(record, scenarioAt(manifest, record.round));
  const vouched = new Map<number, Vouched>([[0, { digest: manifest.start, record: null }]]);
  let [rounds, journalBytes, tornBytes] = [0, 0, 0];
  let last: RoundRecord | null = null;
  const journal = path.join(folder, RUN_FILES.rounds);
  const entries = runFolderNames(folder).includes(RUN_FILES.rounds)
    ? readJournal(journal, { manifest, catalogue })
    : [];
  asDataErrors(journal, () => {
    for (const entry of entries) {
      if (entry.record === null) tornBytes = entry.bytes.length;
      else {
        journalBytes = entry.end;
        last = entry.record;
        rounds++;
        if (checkpoints.includes(rounds)) vouched.set(rounds, vouch(last));
        onRecord(last);
      }
    }
  });
  return Object.freeze<Recording>({
    folder,
    manifest,
    catalogue,
    rounds,
    journalBytes,
    tornBytes,
    vouchedAt: (count) => {
      const said = count === rounds && last !== null ? vouch(last) : vouched.get(count);
      invariant(said !== undefined, `nothing is kept of the state after ${count} rounds`);
      return said;
    },
    ...inventory,
  });
}

function vouchedBy({ digest, state, reports, confided, memory }: RoundRecord, scenario: Scenario): Vouched {
  if (!tellMomenta(scenario)) return { digest, record: { state, own: null, ...(memory && { memory }) } };
  const own = [...reports];
  const corrupted = confided === undefined ? [] : listCorrupted(scenario);
  for (const [k, worker] of corrupted.entries()) own[worker] = confided![k];
  return { digest, record: { state, own, ...(memory && { memory }) } };
}

/** The manifest of the run in a folder. Throws as `openRecording` does. */
export function manifestIn(folder: string, catalogue: Catalogue = builtIn): Manifest {
  const names = runFolderNames(folder);
  const file = path.join(folder, RUN_FILES.manifest);
  if (names.includes(RUN_FILES.manifest)) return readManifest(file, catalogue);
  if (names.includes(RUN_FILES.sums)) throwDataError(file, { problem: 'is missing' });
  throw new InputError({
    place: { file: folder },
    problem: explainNoRun(folder, names),
  });
}

/** The records of a recording, from the first on, read again; at most `count` of them. */
export function* readRecords(
  { folder, manifest, catalogue, rounds }: Recording,
  count: number = rounds,
): Generator<RoundRecord, void, undefined> {
  if (Math.min(count, rounds) === 0) return;
  for (const { record } of readJournal(path.join(folder, RUN_FILES.rounds), { manifest, catalogue })) {
    if (record !== null) yield record;
    if (record === null || record.round + 1 === count) return;
  }
}

/** Looks what lies in a run folder beside the journal. Throws as `openRecording` does. */
export function takeInventory(folder: string): Inventory {
  const names = runFolderNames(folder);
  return {
    sealed: names.includes(RUN_FILES.sums),
    hasResult: names.includes(RUN_FILES.result),
    checkpoints: names.includes(CHECKPOINT_FOLDER) ? checkpointsIn(path.join(folder, CHECKPOINT_FOLDER)) : [],
  };
}

/**
 * The names of all that lies in a run folder.
 * Throws an InputError unless it is a folder that can be read, or a link to one.
 */
export function runFolderNames(folder: string): string[] {
  try {
    if (!statSync(path.resolve(folder)).isDirectory())
      throw new InputError({ place: { file: folder }, problem: 'is not a run folder' });
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({ place: { file: folder }, problem: systemProblem(error) });
  }
}

function checkpointsIn(folder: string): number[] {
  if (!lstatSync(folder).isDirectory()) throwDataError(folder, { problem: 'is not a folder' });
  const rounds = checkpointNames(folder).map(checkpointRound);
  return rounds.filter((round) => round !== null).sort((a, b) => a - b);
}

function checkpointNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    return throwDataError(folder, { problem: systemProblem(error) });
  }
}
