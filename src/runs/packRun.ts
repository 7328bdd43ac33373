import { closeSync, fstatSync, readSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import type { Disk, DiskFile } from '../files/disk.js';
import { openRegular, readBounded } from '../files/readBounded.js';
import { nameDraft } from '../files/writeWhole.js';
import { RUN_FILES } from './format.js';
import { countFill, PACK_BLOCK, packHeader } from './packHeader.js';
import { signRun } from './runSignature.js';
import { verifyRun } from './verify.js';

/** The largest SHA256SUMS that is packed or unpacked. */
export const SUMS_BYTES_MAX = 16 << 20;
/** The signature's name in the archive. */
export const SIGNATURE_FILE = `${RUN_FILES.sums}.signature`;
const CHUNK_BYTES = 1 << 20;

/**
 * Writes a run that has ended as one tar archive, whole or not at all: SHA256SUMS,
 * its signature where `keyFile` names a private key, and all files in the order of their sums.
 * The same run gives the same bytes.
 * Throws a DataError where the run is not as krumble left it, and an InputError where it has not ended.
 */
export async function packRun(
  folder: string,
  archive: string,
  { disk, keyFile }: { readonly disk: Disk; readonly keyFile: string | null },
): Promise<{ readonly files: number; readonly bytes: number }> {
  const { recording } = verifyRun(folder);
  if (!recording.sealed) {
    throw new InputError({
      place: { file: folder },
      problem: 'this run has not ended, so that nothing vouches for it',
      allowed: 'a run that has: krumble resume goes on with it',
    });
  }
  const sums = readBounded(path.join(folder, RUN_FILES.sums), { bytesMax: SUMS_BYTES_MAX, links: false });
  const names = listNames(sums);
  const draft = nameDraft(archive);
  await disk.remove(draft);
  const to = await disk.open(draft, 'new');
  let bytes = 0;
  try {
    bytes += await addBytes(to, RUN_FILES.sums, sums);
    if (keyFile !== null) bytes += await addBytes(to, SIGNATURE_FILE, Buffer.from(signRun(sums, keyFile)));
    for (const name of names) bytes += await addFile(to, name, path.join(folder, name));
    await to.write(Buffer.alloc(2 * PACK_BLOCK));
    await to.sync();
  } catch (error) {
    await disk.remove(draft).catch(() => undefined); // the first error is the one to tell
    throw error;
  } finally {
    await to.close();
  }
  await disk.rename(draft, archive);
  await disk.syncFolder(path.dirname(archive));
  return { files: names.length, bytes: bytes + 2 * PACK_BLOCK };
}

/** The files that SHA256SUMS names, in its order. */
export function listNames(sums: Uint8Array): string[] {
  const lines = Buffer.from(sums).toString('latin1').trimEnd().split('\n');
  return lines.map((line) => line.slice('  '.length + 64));
}

async function addBytes(to: DiskFile, name: string, content: Uint8Array): Promise<number> {
  const fill = Buffer.alloc(countFill(content.length));
  await to.write(Buffer.concat([packHeader(name, content.length), content, fill]));
  return PACK_BLOCK + content.length + fill.length;
}

async function addFile(to: DiskFile, name: string, file: string): Promise<number> {
  const descriptor = openRegular(file, { links: false });
  try {
    const { size } = fstatSync(descriptor);
    await to.write(packHeader(name, size));
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let left = size; left > 0;) {
      const got = readSync(descriptor, chunk, 0, Math.min(left, CHUNK_BYTES), null);
      if (got === 0) throw new InputError({ place: { file }, problem: 'became shorter while it was read' });
      await to.write(chunk.subarray(0, got));
      left -= got;
    }
    await to.write(Buffer.alloc(countFill(size)));
    return PACK_BLOCK + size + countFill(size);
  } finally {
    closeSync(descriptor);
  }
}
