import { existsSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { measureFolder } from '../files/measureFolder.js';
import { RUN_FILES } from '../runs/format.js';
import { glanceAtRun } from '../runs/glanceAtRun.js';
import { glanceAtSweep } from './glanceAtSweep.js';
import { holdsSweep } from './sweepFolder.js';

/** A folder of runs of its own, each of which is listed. */
const GROUPS = ['lesson'];

/** The folder of a run or of a sweep, and what it came to so far. */
export interface ListedFolder {
  readonly folder: string;
  readonly kind: 'run' | 'sweep';
  readonly state: 'complete' | 'overflowed' | 'stopped' | 'cut off' | 'being written' | 'damaged';
  /** What is damaged; null where nothing is. */
  readonly problem: string | null;
  /** Of the scenario or the grid; null: not known. */
  readonly name: string | null;
  /** What differs from the scenario that the folder is called by, as its name says: `attack=none`. */
  readonly changes: readonly string[];
  /** Rounds that a run has and is to have; null of a sweep. */
  readonly rounds: number | null;
  readonly roundsWanted: number | null;
  /** Runs of a sweep that are done and that there are to be; null of a run. */
  readonly runs: number | null;
  readonly runsWanted: number | null;
  /** Last and highest test accuracy, percent; of a sweep the highest of its runs. null: not known. */
  readonly accuracyFinal: number | null;
  readonly accuracyMax: number | null;
  /** When a file in it was changed last, milliseconds since 1970. */
  readonly changedMs: number;
  /** null: in more files than are counted. */
  readonly bytes: number | null;
}

/** What is listed below a folder, and how much there was no room for. */
export interface FolderList {
  readonly folders: readonly ListedFolder[];
  readonly leftOut: number;
}

/** Of more folders than that the newest are listed. */
export const FOLDERS_MAX = 2000;

/**
 * The runs and sweeps directly below a folder, and those of a lesson, newest first. Links, folders of other
 * programs, and what lies deeper, as honest twins do, are left out; what is damaged is listed and says so. A
 * folder that is not there holds none. Throws an InputError where it cannot be read.
 */
export function listFolders(root: string, foldersMax = FOLDERS_MAX): FolderList {
  if (!existsSync(root)) return { folders: [], leftOut: 0 };
  const inside = listInside(root);
  const grouped = inside.filter((one) => GROUPS.includes(path.basename(one))).flatMap(listGroup);
  const found = [...inside, ...grouped].filter((one) => findKind(one) !== null);
  const newest = found
    .map((folder) => ({ folder, ms: lstatSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, foldersMax);
  const folders = newest.flatMap(({ folder }) => describe(folder) ?? []);
  folders.sort((one, other) => other.changedMs - one.changedMs || (one.folder < other.folder ? -1 : 1));
  return { folders, leftOut: found.length - newest.length };
}

function listInside(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(folder, entry.name));
  } catch (error) {
    throw new InputError({ place: { file: folder }, problem: `cannot be listed: ${systemProblem(error)}` });
  }
}

/** What cannot be looked into hides itself alone. */
function listGroup(folder: string): string[] {
  try {
    return listInside(folder);
  } catch {
    return [];
  }
}

/** By the files in it; a journal without a manifest is a run that lost it. */
function findKind(folder: string): ListedFolder['kind'] | null {
  if (holdsSweep(folder)) return 'sweep';
  const has = (name: string) => existsSync(path.join(folder, name));
  return has(RUN_FILES.manifest) || has(RUN_FILES.rounds) ? 'run' : null;
}

/** null: it has gone meanwhile. */
function describe(folder: string): ListedFolder | null {
  const kind = findKind(folder);
  if (kind === null) return null;
  const [, ...changes] = path.basename(folder).split(',');
  const what = { ...UNKNOWN, folder, kind, changes };
  try {
    const glance = kind === 'sweep' ? glanceAtSweep(folder) : glanceAtRun(folder);
    return { ...what, ...glance, ...measureFolder(folder) };
  } catch (error) {
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    return { ...what, problem: (error as Error).message, changedMs: Math.floor(stat.mtimeMs) };
  }
}

/** Every field, in the order in which they are printed; of what is damaged no more is known. */
const UNKNOWN: ListedFolder = Object.freeze({
  folder: '',
  kind: 'run',
  state: 'damaged',
  problem: null,
  name: null,
  changes: [],
  rounds: null,
  roundsWanted: null,
  runs: null,
  runsWanted: null,
  accuracyFinal: null,
  accuracyMax: null,
  changedMs: 0,
  bytes: null,
});
