import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import type { Archive, Gettable, Member } from '../../src/data/get/archive.js';
import type { SetFacts } from '../../src/data/setFile.js';

/** A set of 6 training and 3 test images of 2 x 4 pixels in colour, with 10 classes. */
export const smallFacts = {
  name: 'made-up',
  imageShape: [2, 4, 3],
  train: 6,
  test: 3,
  classes: 10,
  normalisation: { means: [0.5, 0.5, 0.5], deviations: [0.5, 0.5, 0.5] },
  hashes: null,
} satisfies SetFacts;

export const PIXELS = 24;

/**
 * The bytes of an image as they lie in memory: red, green and blue of each pixel. No two images are equal.
 */
export function makeImage(part: 'train' | 'test', index: number): Uint8Array {
  return Uint8Array.from({ length: PIXELS }, (_, k) => (part === 'train' ? 0 : 100) + 10 * index + k);
}

export function makeLabel(part: 'train' | 'test', index: number): number {
  return (index * 3 + (part === 'train' ? 1 : 0)) % 10;
}

/**
 * A file in a made-up archive. `size`: the size in its header, where that is not the truth.
 * `type`: '0' is a file.
 */
export interface Entry {
  readonly path: string;
  readonly content: Uint8Array;
  readonly size?: number;
  readonly type?: string;
}

/** The content of a member as the set has it. */
export function makeContent({ holds, split, first, count }: Member, labelBytes = 1): Uint8Array {
  const indices = Array.from({ length: count }, (_, k) => first + k);
  if (holds === 'labels') return Buffer.from(JSON.stringify(indices.map((index) => makeLabel(split, index))));
  if (holds === 'sheet') return makeSheet(indices.map((index) => makeImage(split, index)));
  return Buffer.concat(
    indices.map((index) => {
      const image = makeImage(split, index);
      const planes = [0, 1, 2].flatMap((channel) => [...image.filter((_, k) => k % 3 === channel)]);
      const labels = [...new Array<number>(labelBytes - 1).fill(99), makeLabel(split, index)];
      return Uint8Array.from([...labels, ...planes]);
    }),
  );
}

/** A PNG whose rows are images. */
export function makeSheet(images: readonly Uint8Array[], width = images[0].length / 3): Uint8Array {
  return encode({ width, height: images.length, data: Buffer.concat(images), channels: 3, depth: 8 });
}

/** A tar archive, gzipped. */
export function makeTarGz(entries: readonly Entry[]): Buffer {
  return gzipSync(Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]));
}

/** The archive that holds these entries and says that it has these members, hash and size as they are. */
export function makeArchive(
  source: Archive['source'],
  members: readonly Member[],
  entries: readonly Entry[],
  origin = 'http://127.0.0.1:1/never',
): { archive: Archive; bytes: Buffer } {
  const bytes = makeTarGz(entries);
  return { archive: { source, file: `${source}.tgz`, origin, ...known(bytes), members }, bytes };
}

/** Size and hash of an archive, as whoever publishes it would tell them. */
export function known(bytes: Uint8Array): Pick<Archive, 'bytes' | 'sha256'> {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Members of an archive of records: two files of training images, one of test images. */
export function recordMembers(labelBytes = 1): Member[] {
  return (
    [
      ['made/train_1.bin', 'train', 0, 4],
      ['made/train_2.bin', 'train', 4, 2],
      ['made/test.bin', 'test', 0, 3],
    ] as const
  ).map(([path, split, first, count]) => ({
    path,
    ...{ bytes: count * (labelBytes + PIXELS), holds: 'records', split, first, count },
  }));
}

/** Members of an archive of sheets and lists of labels. */
export function sheetMembers(): Member[] {
  const members: Omit<Member, 'bytes'>[] = [
    { path: 'package/train_1.png', holds: 'sheet', split: 'train', first: 0, count: 4 },
    { path: 'package/train_2.png', holds: 'sheet', split: 'train', first: 4, count: 2 },
    { path: 'package/test.png', holds: 'sheet', split: 'test', first: 0, count: 3 },
    { path: 'package/train.json', holds: 'labels', split: 'train', first: 0, count: 6 },
    { path: 'package/test.json', holds: 'labels', split: 'test', first: 0, count: 3 },
  ];
  return members.map((member) => ({ ...member, bytes: makeContent({ ...member, bytes: 0 }).length }));
}

/** Each member with its content, and files that nobody asked for. */
export function makeEntries(members: readonly Member[], labelBytes = 1): Entry[] {
  return [
    { path: 'made/', content: new Uint8Array(), type: '5' },
    { path: 'made/readme.html', content: Buffer.alloc(700, 'x') },
    ...members.map((member) => ({ path: member.path, content: makeContent(member, labelBytes) })),
  ];
}

/** The small set in the form of the authors' archives. */
export function smallRecords(origin?: string, labelBytes = 1): { gettable: Gettable; bytes: Buffer } {
  const members = recordMembers(labelBytes);
  const { archive, bytes } = makeArchive('official', members, makeEntries(members, labelBytes), origin);
  return { gettable: { facts: smallFacts, archives: [archive] }, bytes };
}

function tarEntry({ path, content, size = content.length, type = '0' }: Entry): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  if (type === '2') header.write('/etc/passwd', 157);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
