import { open, rename, rm } from 'node:fs/promises';
import { makeLevels } from './makeLevels.js';

/** A file that is written, at its end. */
export interface DiskFile {
  /** Writes all of it, or throws. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes sure that what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The one door to what is written to disk, so that each of its faults can be tried. */
export interface Disk {
  /** Opens a file to write at its end: a `new` one must not be there yet, and is made. */
  open(file: string, how: 'new' | 'existing'): Promise<DiskFile>;
  /** Cuts a file to its first bytes, and syncs it. */
  cut(file: string, bytes: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; one that is not there is no mistake. */
  remove(file: string): Promise<void>;
  makeFolder(folder: string): Promise<void>;
  /** Makes sure that a folder's entries are on the disk, where its file system can do that. */
  syncFolder(folder: string): Promise<void>;
}

/** The real disk. */
export const disk: Disk = Object.freeze({
  open: async (file, how) => {
    const handle = await open(file, how === 'new' ? 'ax' : 'a');
    return {
      write: (bytes) => handle.appendFile(bytes),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  cut: async (file, bytes) => {
    const handle = await open(file, 'r+');
    try {
      await handle.truncate(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename,
  remove: (file) => rm(file, { force: true }),
  makeFolder: async (folder) => makeLevels(folder),
  syncFolder: async (folder) => {
    const handle = await open(folder, 'r');
    await handle.sync().catch(() => undefined); // not every file system syncs folders
    await handle.close();
  },
} satisfies Disk);
