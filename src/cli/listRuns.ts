import { statSync } from 'node:fs';
import { InputError } from '../errors/inputError.js';
import { type FolderList, FOLDERS_MAX, listFolders } from '../sweeps/listFolders.js';
import { describeFolder, FOLDER_HEADS } from '../ui/describeFolders.js';
import { localTime } from './localTime.js';

/** Where runs and sweeps are unless somebody says otherwise. */
export const RUNS_FOLDER = 'runs';

/** The rows of `krumble list runs`, under their heading. */
export function runRows(folder: string): string[][] {
  const { folders } = readFolders(folder);
  if (folders.length === 0) return [[`no run and no sweep is in ${folder}`]];
  return [[...FOLDER_HEADS], ...folders.map((listed) => describeFolder(listed, localTime(listed.changedMs)))];
}

/** The same as data, with every field. */
export function listedRuns(folder: string) {
  return readFolders(folder).folders.map(({ changedMs, ...fields }) => ({
    ...fields,
    changed: new Date(changedMs).toISOString(),
  }));
}

/** Only the folder that is looked into unless somebody says otherwise may be missing. */
function readFolders(folder: string): FolderList {
  const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? folder === RUNS_FOLDER;
  if (!isThere) throw new InputError({ place: { file: folder }, problem: 'there is no such folder' });
  const list = listFolders(folder);
  if (list.leftOut > 0) {
    process.stderr.write(`${list.leftOut} older ones are left out: at most ${FOLDERS_MAX} are listed\n`);
  }
  return list;
}
