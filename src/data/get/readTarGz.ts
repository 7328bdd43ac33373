import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import type { Archive, Member } from './archive.js';
import { buildDataError } from './buildDataError.js';

/** What an archive may hold beside its members: the ends of blocks, and files that nobody asked for. */
const EXTRA_BYTES_MAX = 1 << 20;

/**
 * Gives the content of each member of an archive, one after the other, in the archive's order.
 * Of several members that are one file the first is given.
 * Nothing is written to disk, and a file that is no member is skipped.
 * No more is decompressed than the members' sizes and a small allowance.
 * `name` is the archive's in messages. Throws a DataError that names the archive and the member.
 * The member may be missing, there twice, of another size or no file; the archive cut, damaged or too large.
 */
export async function* readTarGz(
  archive: Uint8Array,
  members: Archive['members'],
  name: string,
): AsyncGenerator<[Member, Uint8Array], void, undefined> {
  const files = members.filter(({ path }, k) => members.findIndex((one) => one.path === path) === k);
  const [seen, whole] = [new Set<string>(), new Set<string>()];
  const complete: [Member, Uint8Array][] = [];
  const flaws: Error[] = [];
  const parser = new Parser({
    filter: (path) => files.some((member) => member.path === path),
    onReadEntry: (entry) => {
      const member = files.find(({ path }) => path === entry.path)!;
      const problem = checkEntry(entry, member, seen);
      seen.add(member.path);
      if (problem !== null) {
        flaws.push(buildDataError(`${name}: ${member.path}`, problem));
        return entry.resume();
      }
      return collect(entry, member, (bytes) => {
        whole.add(member.path);
        complete.push([member, bytes]);
      });
    },
  });
  parser.on('error', (error: Error) => flaws.push(buildDataError(name, error.message, { cause: error })));
  const bytesMax = files.reduce((sum, { bytes }) => sum + bytes, 0) + EXTRA_BYTES_MAX;
  for await (const chunk of decompress(archive, bytesMax, name)) {
    parser.write(chunk);
    if (flaws.length > 0) throw flaws[0];
    yield* complete.splice(0);
  }
  parser.end();
  if (flaws.length > 0) throw flaws[0];
  yield* complete.splice(0);
  const missing = files.find(({ path }) => !whole.has(path));
  if (missing)
    throw buildDataError(`${name}: ${missing.path}`, seen.has(missing.path) ? 'is cut' : 'is missing');
}

function checkEntry(entry: ReadEntry, member: Member, seen: ReadonlySet<string>): string | null {
  if (seen.has(member.path)) return 'is there twice';
  if (entry.type !== 'File' && entry.type !== 'OldFile') return `is a ${entry.type}, not a file`;
  return entry.size === member.bytes ? null : `found ${entry.size} bytes, expected ${member.bytes}`;
}

function collect(entry: ReadEntry, { bytes }: Member, onComplete: (content: Uint8Array) => void): void {
  const content = new Uint8Array(bytes);
  let length = 0;
  entry.on('data', (chunk) => {
    content.set(chunk, length);
    length += chunk.length;
  });
  entry.on('end', () => {
    if (length === bytes) onComplete(content);
  });
}

async function* decompress(archive: Uint8Array, bytesMax: number, name: string) {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  gunzip.end(archive);
  let bytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) break;
      yield chunk;
    }
  } catch (cause) {
    throw buildDataError(name, `cannot be decompressed (${(cause as Error).message})`, { cause });
  } finally {
    gunzip.destroy();
  }
  if (bytes > bytesMax) throw buildDataError(name, `holds more than ${bytesMax} bytes`);
}
