import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Member } from '../../../src/data/get/archive.js';
import { placeMember } from '../../../src/data/get/placeMember.js';
import { readTarGz } from '../../../src/data/get/readTarGz.js';
import { newSetFile } from '../../../src/data/setFile.js';
import { DataError } from '../../../src/errors/dataError.js';
import {
  makeContent,
  type Entry,
  makeEntries,
  makeImage,
  PIXELS,
  recordMembers,
  sheetMembers,
  makeSheet,
  smallFacts,
  makeTarGz,
} from '../../support/archives.js';

const members = recordMembers();
const entries = makeEntries(members);

/** What an archive gives: each member's path and content. */
async function read(archive: Uint8Array): Promise<Record<string, Uint8Array>> {
  const contents: Record<string, Uint8Array> = {};
  for await (const [{ path }, content] of readTarGz(archive, members, 'a.tgz')) contents[path] = content;
  return contents;
}

const replaced = (path: string, entry: Partial<Entry>) =>
  entries.map((one) => (one.path === path ? { ...one, ...entry } : one));

describe('readTarGz', () => {
  test('gives the members, whatever their order, and nothing else', async () => {
    const expected = Object.fromEntries(
      members.map((member) => [member.path, Uint8Array.from(makeContent(member))]),
    );
    expect(await read(makeTarGz(entries))).toEqual(expected);
    expect(await read(makeTarGz([...entries].reverse()))).toEqual(expected);
  });

  test.each<[string, Entry[], string]>([
    ['that is missing', entries.slice(0, -1), 'a.tgz: made/test.bin: is missing'],
    ['that is there twice', [...entries, entries[2]], 'a.tgz: made/train_1.bin: is there twice'],
    [
      'that is too short',
      replaced('made/train_2.bin', { content: new Uint8Array(49) }),
      'a.tgz: made/train_2.bin: found 49 bytes, expected 50',
    ],
    [
      'that is too long',
      replaced('made/train_2.bin', { content: new Uint8Array(51) }),
      'a.tgz: made/train_2.bin: found 51 bytes, expected 50',
    ],
    [
      'that is empty',
      replaced('made/train_2.bin', { content: new Uint8Array() }),
      'a.tgz: made/train_2.bin: found 0 bytes, expected 50',
    ],
    [
      'that is a link',
      replaced('made/test.bin', { content: new Uint8Array(), type: '2' }),
      'a.tgz: made/test.bin: is a SymbolicLink, not a file',
    ],
    [
      'of another name',
      replaced('made/test.bin', { path: '../made/test.bin' }),
      'a.tgz: made/test.bin: is missing',
    ],
  ])('refuses a member %s', async (_, changed, text) => {
    await expect(read(makeTarGz(changed))).rejects.toThrow(DataError);
    await expect(read(makeTarGz(changed))).rejects.toThrow(text);
  });

  test('never gives less than all members of an archive that is cut, in its tar or in its gzip', async () => {
    const whole = makeTarGz(entries);
    const tar = gunzipSync(whole);
    const lastContent = tar.length - 1024 - 512;
    for (let end = 0; end < lastContent + 75; end += 37) {
      await expect(read(gzipSync(tar.subarray(0, end))), `tar of ${end}`).rejects.toThrow(/^a\.tgz: /);
    }
    for (let end = 0; end < whole.length; end += 7) {
      await expect(read(whole.subarray(0, end)), `gzip of ${end}`).rejects.toThrow(
        'truncated or altered, fetch it again',
      );
    }
  });

  test('refuses with a DataError, or gives every member in its size, whatever byte of the tar is altered', async () => {
    const tar = gunzipSync(makeTarGz(entries));
    const sizes = Object.fromEntries(members.map(({ path, bytes }) => [path, bytes]));
    await fc.assert(
      fc.asyncProperty(fc.nat(tar.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(tar);
        bytes[at] ^= change;
        const outcome = await read(gzipSync(bytes, { level: 1 })).catch((error: unknown) => error);
        if (outcome instanceof Error) return void expect(outcome).toBeInstanceOf(DataError);
        const found = Object.entries(outcome as Record<string, Uint8Array>);
        expect(Object.fromEntries(found.map(([path, { length }]) => [path, length]))).toEqual(sizes);
      }),
      { numRuns: 300 },
    );
  });

  test('refuses what is no archive', async () => {
    await expect(read(randomBytes(3000))).rejects.toThrow(
      'a.tgz: cannot be decompressed (incorrect header check)',
    );
    await expect(read(gzipSync(randomBytes(3000)))).rejects.toThrow('a.tgz: made/train_1.bin: is missing');
  });

  test('stops at an archive that grows without end', async () => {
    const bomb = makeTarGz([{ path: 'zeros', content: Buffer.alloc(20 << 20) }, ...entries]);
    await expect(read(bomb)).rejects.toThrow(/^a\.tgz: holds more than \d+ bytes/);
  });
});

describe('placeMember', () => {
  const place = (member: Member, content: Uint8Array) => {
    const { splits } = newSetFile(smallFacts);
    placeMember(smallFacts, member, content, splits[member.split], 'a.tgz: m');
    return splits[member.split];
  };
  const [sheet, , , labels] = sheetMembers();

  test('puts planes of red, green and blue together, image by image', () => {
    const { images } = place(members[1], makeContent(members[1]));
    expect(images.slice(4 * PIXELS, 5 * PIXELS)).toEqual(makeImage('train', 4));
    expect(images.slice(0, 4 * PIXELS)).toEqual(new Uint8Array(4 * PIXELS));
  });

  test.each([0, 3])('refuses a record whose label is no class: image %d', (index) => {
    const content = Buffer.from(makeContent(members[0]));
    content[index * (PIXELS + 1)] = 10;
    const refused = () => place(members[0], content);
    expect(refused).toThrow(DataError);
    expect(refused).toThrow(`a.tgz: m: found label 10 of image ${index}, allowed 0 to 9`);
  });

  test.each<[string, string]>([
    ['[1,2,3,4,5,10]', 'found label 10 of image 5, allowed 0 to 9'],
    ['[1,2,3,4,5]', 'found 5 labels, expected 6'],
    ['[1,2,3,4,5,6,7]', 'found 7 labels, expected 6'],
    ['{"length":6}', 'found no list, expected 6'],
    ['[1,2,3,4,5,-1]', 'label 5 is not a whole number from 0 to 255'],
    ['[1,2,3,4,5,266]', 'label 5 is not a whole number from 0 to 255'],
    ['[1.5,2,3,4,5,6]', 'label 0 is not a whole number from 0 to 255'],
    ['["1",2,3,4,5,6]', 'label 0 is not a whole number from 0 to 255'],
    ['[1,2,3', 'is not JSON'],
    ['['.repeat(50), 'nested too deeply'],
  ])('refuses the list of labels %s', (text, problem) => {
    const refused = () => place(labels, Buffer.from(text));
    expect(refused).toThrow(DataError);
    expect(refused).toThrow(`a.tgz: m: ${problem}: the archive is truncated or altered`);
  });

  describe('of a sheet', () => {
    const images = [0, 1, 2, 3].map((index) => makeImage('train', index));
    const good = Buffer.from(makeSheet(images));
    const header = (at: number, value: number) => {
      const bytes = Buffer.from(good);
      bytes[at] = value;
      return bytes;
    };
    const grey = encode({ width: 8, height: 4, data: new Uint8Array(32), channels: 1, depth: 8 });
    const deep = encode({ width: 8, height: 4, data: new Uint16Array(96), channels: 3, depth: 16 });

    test('reads a row as an image', () => {
      expect(place(sheet, good).images.slice(0, 4 * PIXELS)).toEqual(Uint8Array.from(Buffer.concat(images)));
    });

    test.each<[string, Uint8Array, string]>([
      ['with another number of rows', makeSheet(images.slice(1)), 'found 8 x 3 pixels, expected 8 x 4'],
      [
        'with another width',
        makeSheet([...images, ...images].map((image) => image.subarray(12))),
        'found 4 x 8 pixels, expected 8 x 4',
      ],
      ['that claims to be huge', header(16, 0x7f), 'found 2130706440 x 4 pixels, expected 8 x 4'],
      ['in grey', grey, 'is not a PNG of 8-bit red, green and blue'],
      ['of 16 bits', deep, 'is not a PNG of 8-bit red, green and blue'],
      ['that is interlaced', header(28, 1), 'that is not interlaced'],
      ['whose header is altered', header(30, good[30] ^ 1), 'cannot be decoded'],
      ['whose pixels are altered', header(good.length - 20, good[good.length - 20] ^ 1), 'cannot be decoded'],
      ['that is cut', good.subarray(0, good.length - 30), 'cannot be decoded'],
      ['that ends in its header', good.subarray(0, 20), 'is not a PNG'],
      ['that is none', Buffer.alloc(100, 'x'), 'is not a PNG'],
    ])('refuses one %s', (_, content, problem) => {
      const refused = () => place(sheet, content);
      expect(refused).toThrow(DataError);
      expect(refused).toThrow(
        `a.tgz: m: ${problem}`.replace('m: that', 'm: is not a PNG of 8-bit red, green and blue that'),
      );
    });

    test('refuses one altered in any byte, or gives the same pixels', () => {
      fc.assert(
        fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const bytes = Buffer.from(good);
          bytes[at] ^= change;
          try {
            expect(place(sheet, bytes).images.slice(0, 4 * PIXELS)).toEqual(
              Uint8Array.from(Buffer.concat(images)),
            );
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
          }
        }),
      );
    });
  });
});
