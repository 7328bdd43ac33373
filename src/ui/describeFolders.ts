import { printable } from '../errors/show.js';
import type { ListedFolder } from '../sweeps/listFolders.js';

/** The cells of a row of `FOLDER_HEADS`. */
export const FOLDER_HEADS = ['', 'state', 'done', 'end', 'best', 'changed', 'size', 'name'] as const;

/** A run or a sweep as cells. `changed`: when it was changed, as text. */
export function describeFolder(listed: ListedFolder, changed: string): string[] {
  const { folder, state, accuracyFinal, accuracyMax, bytes, name, problem } = listed;
  const one = (value: number | null) => value?.toFixed(1) ?? '-';
  return [
    printable(folder),
    state,
    progressText(listed),
    one(accuracyFinal),
    one(accuracyMax),
    changed,
    bytes === null ? '-' : bytesText(bytes),
    printable(problem ?? name ?? ''),
  ];
}

/** `150 rounds`, `64 of 150` where it is not done, and of a sweep `12 of 16 runs`. */
function progressText({ kind, rounds, roundsWanted, runs, runsWanted, state }: ListedFolder): string {
  const [done, wanted] = kind === 'sweep' ? [runs, runsWanted] : [rounds, roundsWanted];
  if (done === null || wanted === null) return '-';
  const unit = kind === 'sweep' ? 'runs' : 'rounds';
  return state === 'complete' ? `${done} ${unit}` : `${done} of ${wanted}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 2340000 as `2.3 MB`. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}
