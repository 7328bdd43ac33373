import { DataError } from '../../errors/dataError.js';
import type { Disk } from '../../files/disk.js';
import { makeFolder } from '../../files/makeFolder.js';
import { nameDraft, writeWhole } from '../../files/writeWhole.js';
import type { DataSet } from '../dataSet.js';
import { isHere, loadSetFile, newSetFile, setFile, type SetFacts } from '../setFile.js';
import type { Gettable } from './archive.js';
import { type ArchiveInHand, fetchArchive, type Fetching, nameUnfinishedFile } from './fetchArchive.js';
import { placeMember } from './placeMember.js';
import { readTarGz } from './readTarGz.js';
import { takeTurn } from './takeTurn.js';

/**
 * Puts a data set into the cache folder. The archive is fetched, or taken from `from`, and checked by hash.
 * The decoded set is checked by hash where that is known. It is written as one file, whole or not at all.
 * A sound set that is already there is left alone.
 * Throws a DataError for missing or damaged data, and an InputError for a file that cannot be read.
 */
export async function getDataSet(
  { facts, archives }: Gettable,
  options: Fetching,
): Promise<{ set: DataSet; file: string; wasHere: boolean }> {
  const { folder, disk, tell } = options;
  const file = setFile(facts, folder);
  if (isHere(facts, folder)) {
    const set = loadOrNull(facts, folder, tell.notice);
    if (set !== null) return { set, file, wasHere: true };
  }
  makeFolder(folder, 'KRUMBLE_HOME');
  const endTurn = takeTurn(`${file}.lock`);
  try {
    const inHand = await fetchArchive(facts, archives, options);
    tell.notice(`decoding ${inHand.archive.file}`);
    await writeOrClear(disk, file, await decode(facts, inHand, options.signal));
    const set = loadSetFile(facts, folder);
    for (const archive of archives) await disk.remove(nameUnfinishedFile(archive, folder));
    return { set, file, wasHere: false };
  } finally {
    endTurn();
  }
}

/** The archive's images and labels as the bytes of a set's file. */
async function decode(
  facts: SetFacts,
  { archive, bytes, name }: ArchiveInHand,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { bytes: decoded, splits, writeHeader } = newSetFile(facts);
  for await (const [member, content] of readTarGz(bytes, archive.members, name)) {
    signal.throwIfAborted();
    for (const one of archive.members.filter(({ path }) => path === member.path)) {
      placeMember(facts, one, content, splits[one.split], `${name}: ${one.path}`);
    }
  }
  const hashes = writeHeader();
  for (const split of ['train', 'test'] as const) {
    const known = facts.hashes?.[split] ?? hashes[split];
    if (hashes[split] === known) continue;
    throw new DataError(
      `${name}: the decoded ${split} part has SHA-256 ${hashes[split]}, expected ${known}: not the published ${facts.name}`,
    );
  }
  return decoded;
}

async function writeOrClear(disk: Disk, file: string, content: Uint8Array): Promise<void> {
  try {
    await writeWhole(disk, file, content);
  } catch (error) {
    await disk.remove(nameDraft(file)).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

function loadOrNull(facts: SetFacts, folder: string, notice: (text: string) => void): DataSet | null {
  try {
    return loadSetFile(facts, folder);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    notice(`${setFile(facts, folder)} is damaged and will be replaced`);
    return null;
  }
}
