import { statSync } from 'node:fs';

/** Whether a file is there and has a size: what is wrong, in words that name it; null where nothing is. */
export function glanceAtFile(file: string, bytes: number): string | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return `${file} is missing`;
  if (!stat.isFile()) return `${file} is not a regular file`;
  return stat.size === bytes ? null : `${file} has ${stat.size} bytes, not ${bytes}`;
}
