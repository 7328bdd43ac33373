import { createReadStream, lstatSync } from 'node:fs';
import type { Disk } from './disk.js';
import { nameDraft, writeWhole } from './writeWhole.js';

/**
 * Gives a file that has other links (hard ones, as `cp -al` makes them) bytes of its own,
 * so that what is written to it next reaches none of them. One without is left as it is.
 */
export async function makeOwn(disk: Disk, file: string): Promise<void> {
  if (lstatSync(file).nlink <= 1) return;
  try {
    await writeWhole(disk, file, createReadStream(file) as AsyncIterable<Buffer>);
  } catch (error) {
    await disk.remove(nameDraft(file)).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}
