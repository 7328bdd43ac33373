import path from 'node:path';
import type { Disk } from './disk.js';

/** Writes a file so that it is there whole or not at all: beside it, synced, then renamed. */
export async function writeWhole(
  disk: Disk,
  file: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const draft = nameDraft(file);
  await disk.remove(draft);
  const handle = await disk.open(draft, 'new');
  try {
    if (typeof content === 'string') await handle.write(Buffer.from(content));
    else if (content instanceof Uint8Array) await handle.write(content);
    else for await (const part of content) await handle.write(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await disk.rename(draft, file);
  await disk.syncFolder(path.dirname(file));
}

/** The name under which a file is written before it is renamed; one that is left over can be removed. */
export function nameDraft(file: string): string {
  return `${file}.draft`;
}
