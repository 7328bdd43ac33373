import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Writes a file so that it is there whole or not at all: beside it, synced, then renamed. */
export async function writeFileWhole(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.draft`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(content);
  } finally {
    await syncAndClose(handle);
  }
  await rename(draft, file);
  const folder = await open(path.dirname(file), 'r');
  await folder.sync().catch(() => undefined); // not every file system syncs folders
  await folder.close();
}

/** Makes sure that a file's content is on disk, and closes it, whatever happens. */
export async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
