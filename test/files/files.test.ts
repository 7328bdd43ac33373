import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disk } from '../../src/files/disk.js';
import { faultyDisk } from '../../src/files/faultyDisk.js';
import { readLines } from '../../src/files/readLines.js';
import { readBounded } from '../../src/files/readBounded.js';
import { writeWhole } from '../../src/files/writeWhole.js';
import { temporaryFolder } from '../support/program.js';

describe('a bounded read', () => {
  test('gives a regular file of the allowed size, through a link only where links may be', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'file');
    writeFileSync(file, 'abc');
    symlinkSync('file', path.join(folder, 'link'));
    const read = (name: string, links: boolean, bytesMax = 3) =>
      Buffer.from(readBounded(path.join(folder, name), { bytesMax, links })).toString();
    expect(read('file', false)).toBe('abc');
    expect(read('link', true)).toBe('abc');
    expect(() => read('link', false)).toThrow(/link: is a link, not a file$/);
    expect(() => read('file', true, 2)).toThrow(/file: found 3 bytes, allowed at most 2 bytes$/);
    expect(() => read('missing', true)).toThrow(/missing: there is no such file or folder$/);
    mkdirSync(path.join(folder, 'folder'));
    expect(() => read('folder', true)).toThrow(/folder: is a folder, not a file$/);
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    expect(() => read('pipe', true)).toThrow(/pipe: is not a regular file$/);
  });
});

describe('lines', () => {
  test('come out as they went in, with their ends, however long the file; the rest is torn', () => {
    const file = path.join(temporaryFolder(), 'lines');
    const line = fc.string({ maxLength: 90_000, minLength: 0, unit: fc.constantFrom('a', 'ü', ' ') });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), line, (lines, rest) => {
        const text = lines.map((one) => `${one}\n`).join('') + rest;
        writeFileSync(file, text);
        const found = [...readLines(file, 400_000)];
        expect(found.map(({ bytes }) => bytes.toString())).toEqual(rest === '' ? lines : [...lines, rest]);
        expect(found.map(({ kind }) => kind)).toEqual([
          ...lines.map(() => 'whole'),
          ...(rest === '' ? [] : ['torn']),
        ]);
        for (const { number, end } of found) {
          expect(
            Buffer.from(text).subarray(0, end).toString().split('\n').length -
              (end === Buffer.byteLength(text) && rest !== '' ? 0 : 1),
          ).toBe(number);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('of more bytes than allowed end the reading', () => {
    const file = path.join(temporaryFolder(), 'lines');
    writeFileSync(file, `ab\n${'x'.repeat(100)}\ncd\n`);
    expect([...readLines(file, 99)].map(({ kind }) => kind)).toEqual(['whole', 'too long']);
    expect([...readLines(file, 100)].map(({ kind }) => kind)).toEqual(['whole', 'whole', 'whole']);
    writeFileSync(file, 'x'.repeat(200_000));
    expect([...readLines(file, 99)].map(({ kind }) => kind)).toEqual(['too long']);
  });
});

describe('a faulty disk', () => {
  test('fails at the operation that the fault names, and a write leaves part of its bytes', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'file');
    const faulty = faultyDisk(disk, [{ operation: 3, kind: 'full', part: 0.5 }]);
    const handle = await faulty.open(file, 'new'); // 1
    await handle.write(Buffer.from('abcd')); // 2
    await expect(handle.write(Buffer.from('efgh'))).rejects.toMatchObject({
      code: 'ENOSPC',
      syscall: 'write',
    });
    await handle.close();
    expect(readFileSync(file, 'utf8')).toBe('abcdef');
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'that fails at operation %i of a whole write leaves the old content or the new',
    async (operation) => {
      const folder = temporaryFolder();
      const file = path.join(folder, 'file');
      await writeWhole(disk, file, 'old');
      const faulty = faultyDisk(disk, [{ operation, kind: 'fail', part: 0.5 }]);
      await expect(writeWhole(faulty, file, 'new')).rejects.toMatchObject({ code: 'EIO' });
      expect(readFileSync(file, 'utf8')).toBe(operation === 6 ? 'new' : 'old');
      await writeWhole(disk, file, 'newer');
      expect(readdirSync(folder)).toEqual(['file']);
    },
  );
});
