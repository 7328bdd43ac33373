import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/errors/dataError.js';
import { isHere, loadSetFile, newSetFile, setFile } from '../../src/data/setFile.js';
import { makeImage, makeLabel, PIXELS, smallFacts } from '../support/archives.js';
import { temporaryFolder } from '../support/program.js';

/** A folder with the small set in it. */
function folderWithSet(labelOfFirst = makeLabel('train', 0)): { folder: string; file: string } {
  const folder = temporaryFolder();
  const { bytes, splits, writeHeader } = newSetFile(smallFacts);
  for (const part of ['train', 'test'] as const) {
    for (let index = 0; index < smallFacts[part]; index++) {
      splits[part].images.set(makeImage(part, index), index * PIXELS);
      splits[part].labels[index] = makeLabel(part, index);
    }
  }
  splits.train.labels[0] = labelOfFirst;
  writeHeader();
  writeFileSync(setFile(smallFacts, folder), bytes);
  return { folder, file: setFile(smallFacts, folder) };
}

describe('a set in a file', () => {
  test('is loaded into one piece of shared memory, with the hashes of its parts', () => {
    const { folder } = folderWithSet();
    expect(isHere(smallFacts, folder)).toBe(true);
    const set = loadSetFile(smallFacts, folder);
    expect(set.name).toBe('made-up');
    expect([set.train.count, set.test.count]).toEqual([6, 3]);
    expect(set.train.images.slice(5 * PIXELS)).toEqual(makeImage('train', 5));
    expect(set.test.images.slice(0, PIXELS)).toEqual(makeImage('test', 0));
    expect([...set.train.labels]).toEqual([0, 1, 2, 3, 4, 5].map((index) => makeLabel('train', index)));
    expect([...set.test.labels]).toEqual([0, 1, 2].map((index) => makeLabel('test', index)));
    expect(set.train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(set.test.labels.buffer).toBe(set.train.images.buffer);
    expect(loadSetFile({ ...smallFacts, hashes: set.hashes }, folder).hashes).toEqual(set.hashes);
  });

  test('that was never fetched is told of with the command that fetches it', () => {
    const folder = temporaryFolder();
    expect(isHere(smallFacts, folder)).toBe(false);
    const load = () => loadSetFile(smallFacts, folder);
    expect(load).toThrow(DataError);
    expect(load).toThrow('made-up is not on this machine yet: run `krumble data get made-up`');
  });

  test('is refused with any byte altered, in header, images or labels', () => {
    const { folder, file } = folderWithSet();
    const good = readFileSync(file);
    const contentEnd = good.length;
    for (const at of [
      0,
      30,
      150,
      300,
      511,
      512,
      600,
      512 + 6 * PIXELS,
      contentEnd - 3 * PIXELS,
      contentEnd - 1,
    ]) {
      const bytes = Buffer.from(good);
      bytes[at] ^= 1;
      writeFileSync(file, bytes);
      expect(() => loadSetFile(smallFacts, folder), `byte ${at}`).toThrow(
        /made-up\.krumble: .*: damaged\. Run `krumble data get made-up` to have it anew\./,
      );
    }
  });

  test('says which part was altered, and which hash was found', () => {
    const { folder, file } = folderWithSet();
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(file, bytes);
    expect(() => loadSetFile(smallFacts, folder)).toThrow(
      /the test part has SHA-256 [0-9a-f]{64}, which is not the one in the header/,
    );
  });

  test.each([0, 100, 512, 600])('is refused when it ends after %d bytes', (length) => {
    const { folder, file } = folderWithSet();
    truncateSync(file, length);
    expect(() => loadSetFile(smallFacts, folder)).toThrow(
      `${file}: found ${length} bytes, expected 737: damaged.`,
    );
  });

  test('is refused with a byte too many', () => {
    const { folder, file } = folderWithSet();
    appendFileSync(file, 'x');
    expect(() => loadSetFile(smallFacts, folder)).toThrow('found 738 bytes, expected 737');
  });

  test('is refused with a label that is no class, though its hash is right', () => {
    const { folder } = folderWithSet(10);
    expect(() => loadSetFile(smallFacts, folder)).toThrow('found label 10 of train image 0, allowed 0 to 9');
  });

  test('is refused when it is sound, but not the published set', () => {
    const { folder } = folderWithSet();
    const { hashes } = loadSetFile(smallFacts, folder);
    const facts = { ...smallFacts, hashes: { ...hashes, test: 'f'.repeat(64) } };
    expect(() => loadSetFile(facts, folder)).toThrow(
      `the test part has SHA-256 ${hashes.test}, expected ${'f'.repeat(64)}`,
    );
  });

  test('is refused when it is another set of the same size', () => {
    const { folder, file } = folderWithSet();
    const facts = { ...smallFacts, name: 'other' };
    writeFileSync(setFile(facts, folder), readFileSync(file));
    expect(() => loadSetFile(facts, folder)).toThrow('its header is not the one of other');
  });

  test('is refused when it is a folder', () => {
    const folder = temporaryFolder();
    mkdirSync(setFile(smallFacts, folder));
    expect(() => loadSetFile(smallFacts, folder)).toThrow('is a folder, not a file: damaged.');
  });
});
