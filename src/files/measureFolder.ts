import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

const FILES_MAX = 50_000;
const DEPTH_MAX = 4;

/** How much a folder holds, and when a file in it was changed last. */
export interface FolderMeasures {
  /** null: in more files, or deeper, than are counted. */
  readonly bytes: number | null;
  /** Milliseconds since 1970. */
  readonly changedMs: number;
}

/**
 * Measures a folder, with the folders in it. Links are not followed, and what has just gone counts for
 * nothing.
 */
export function measureFolder(folder: string): FolderMeasures {
  let [bytes, changedMs, files, isAll] = [0, 0, 0, true];
  const walk = (place: string, depth: number) => {
    if (depth > DEPTH_MAX) isAll = false;
    if (!isAll) return;
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      const inner = path.join(place, entry.name);
      if (entry.isDirectory()) walk(inner, depth + 1);
      const stat = entry.isFile() ? lstatSync(inner, { throwIfNoEntry: false }) : undefined;
      if (++files > FILES_MAX) isAll = false;
      if (!isAll) return;
      bytes += stat?.size ?? 0;
      changedMs = Math.max(changedMs, stat?.mtimeMs ?? 0);
    }
  };
  walk(folder, 1);
  const isEmpty = changedMs === 0;
  return {
    bytes: isAll ? bytes : null,
    changedMs: Math.floor(isEmpty ? lstatSync(folder).mtimeMs : changedMs),
  };
}
