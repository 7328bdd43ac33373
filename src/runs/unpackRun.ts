import { closeSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../errors/dataError.js';
import { openRegular } from '../files/readBounded.js';
import { CHECKPOINT_FOLDER, checkpointRound, RUN_FILES } from './format.js';
import { countFill, PACK_BLOCK, packHeader, readHeaderSize } from './packHeader.js';
import { listNames, SIGNATURE_FILE, SUMS_BYTES_MAX } from './packRun.js';

const CHUNK_BYTES = 1 << 20;
const SIGNATURE_BYTES_MAX = 10_000;

/** What an archive says besides the files of its run. */
export interface Unpacked {
  readonly sums: Uint8Array;
  /** The text of its signature; null: it has none. */
  readonly signature: string | null;
}

/**
 * Writes the files of a packed run into an empty folder.
 * Every byte besides their content has to be what `packRun` writes, and every name one of a run,
 * so nothing lands elsewhere. What is in the files is for others to check.
 * Throws a DataError that names the byte at which the archive is not as it was written.
 */
export function unpackRun(archive: string, folder: string): Unpacked {
  const reader = openArchive(archive);
  try {
    const sums = reader.content(RUN_FILES.sums, SUMS_BYTES_MAX);
    const names = listNames(sums);
    const wrong = names.find((name) => !isRunFile(name));
    if (wrong !== undefined) reader.refuse('SHA256SUMS names what is no file of a run');
    if (new Set(names).size < names.length) reader.refuse('SHA256SUMS names a file twice');
    const isSigned = reader.isNext(SIGNATURE_FILE);
    const signature = isSigned ? reader.content(SIGNATURE_FILE, SIGNATURE_BYTES_MAX) : null;
    mkdirSync(path.join(folder, CHECKPOINT_FOLDER));
    writeFile(path.join(folder, RUN_FILES.sums), (write) => write(sums));
    for (const name of names) {
      writeFile(path.join(folder, name), (write) => reader.eachChunk(name, write));
    }
    reader.end();
    return { sums, signature: signature && Buffer.from(signature).toString('utf8') };
  } finally {
    reader.close();
  }
}

/** Whether a file begins as packed runs do. */
export function isPacked(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const descriptor = openRegular(file, { links: true });
  const begin = Buffer.from(`${RUN_FILES.sums}\0`);
  try {
    const found = Buffer.alloc(begin.length);
    return readSync(descriptor, found) === begin.length && found.equals(begin);
  } finally {
    closeSync(descriptor);
  }
}

function isRunFile(name: string): boolean {
  const { manifest, probes, result, rounds, timings } = RUN_FILES;
  if (([manifest, probes, result, rounds, timings] as string[]).includes(name)) return true;
  const [, checkpoint] = /^checkpoints\/([^/]+)$/.exec(name) ?? [];
  return checkpoint !== undefined && checkpointRound(checkpoint) !== null;
}

function writeFile(file: string, fill: (write: (bytes: Uint8Array) => void) => void): void {
  const descriptor = openSync(file, 'wx');
  try {
    fill((bytes) => {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    });
  } finally {
    closeSync(descriptor);
  }
}

/** Reads an archive from its beginning to its end, header by header. */
function openArchive(archive: string) {
  const descriptor = openRegular(archive, { links: true });
  let at = 0;
  let header: Buffer | null = null;
  const refuse = (problem: string, place = at): never => {
    throw new DataError(`${archive}: byte ${place}: ${problem}; expected a run as krumble pack writes it`);
  };
  const take = (bytes: number): Buffer => {
    const taken = Buffer.alloc(bytes);
    let got = 0;
    for (let more = -1; more !== 0 && got < bytes; got += more) {
      more = readSync(descriptor, taken, got, bytes - got, null);
    }
    if (got < bytes) refuse('the archive ends here', at + got);
    at += bytes;
    return taken;
  };
  const zeros = (bytes: number) => {
    const wrong = take(bytes).findIndex((byte) => byte !== 0);
    if (wrong >= 0) refuse('found something between files', at - bytes + wrong);
  };
  const peek = () => (header ??= take(PACK_BLOCK));
  const begin = (name: string, bytesMax: number): number => {
    const found = peek();
    const bytes = readHeaderSize(found);
    const wanted = packHeader(name, bytes ?? 0);
    const wrong = found.findIndex((byte, k) => byte !== wanted[k]);
    if (wrong >= 0) refuse(`found no header of ${name}`, at - PACK_BLOCK + wrong);
    if (bytes! > bytesMax) refuse(`${name} has ${bytes} bytes, allowed ${bytesMax}`);
    header = null;
    return bytes!;
  };
  const eachChunk = (name: string, use: (bytes: Uint8Array) => void, bytesMax = Infinity) => {
    const bytes = begin(name, bytesMax);
    for (let left = bytes; left > 0; left -= CHUNK_BYTES) use(take(Math.min(left, CHUNK_BYTES)));
    zeros(countFill(bytes));
  };
  return {
    refuse,
    eachChunk: (name: string, use: (bytes: Uint8Array) => void) => eachChunk(name, use),
    content: (name: string, bytesMax: number): Uint8Array => {
      const chunks: Uint8Array[] = [];
      eachChunk(name, (bytes) => void chunks.push(bytes), bytesMax);
      return Buffer.concat(chunks);
    },
    isNext: (name: string) => peek().toString('latin1', 0, name.length + 1) === `${name}\0`,
    end: () => {
      if (header !== null) refuse('found a file more', at - PACK_BLOCK);
      zeros(2 * PACK_BLOCK);
      if (readSync(descriptor, Buffer.alloc(1)) > 0) refuse('found more behind the end');
    },
    close: () => closeSync(descriptor),
  };
}
