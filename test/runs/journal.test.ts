import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RoundRecord } from '../../src/rounds/round.js';
import { stateBefore } from '../../src/runs/recordedState.js';
import { openRecording } from '../../src/runs/recording.js';
import { verifyRun } from '../../src/runs/verify.js';
import { krumble } from '../support/inProcess.js';
import { copyRun, QUIET, readContent, recordSmall } from '../support/recordedRun.js';

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-journal-'));
let reference: string;
let journal: Buffer;
let lines: string[];

beforeAll(async () => {
  reference = await recordSmall(parent);
  journal = readFileSync(path.join(reference, 'rounds.jsonl'));
  lines = journal.toString().trimEnd().split('\n');
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe('a journal that is cut', () => {
  test('at any byte is read up to its last whole line, and never as another history', () => {
    // At each byte of the last line and around each line's end, and at every eleventh of those before.
    const last = journal.lastIndexOf(10, journal.length - 2);
    const isNearEnd = (bytes: number) => journal.subarray(Math.max(0, bytes - 3), bytes + 3).includes(10);
    const folder = copyRun(reference, parent, 'cut');
    const file = path.join(folder, 'rounds.jsonl');
    for (let bytes = journal.length; bytes >= 0; bytes--) {
      if (bytes < last && bytes % 11 > 0 && !isNearEnd(bytes)) continue;
      truncateSync(file, bytes);
      const records: RoundRecord[] = [];
      const recording = openRecording(folder, (record) => records.push(record));
      const whole = journal.subarray(0, bytes).toString().split('\n').slice(0, -1);
      expect(records.map((record) => JSON.stringify(record))).toEqual(whole);
      expect(recording.rounds).toBe(whole.length);
      expect(recording.journalBytes + recording.tornBytes).toBe(bytes);
      if (bytes % 97 === 0) expect(stateBefore(recording, 5).round).toBeLessThanOrEqual(whole.length);
    }
    expect(lines).toHaveLength(6);
  });

  test('is refused by verify where the run had ended', () => {
    const folder = copyRun(reference, parent, 'sealed');
    const file = path.join(folder, 'rounds.jsonl');
    for (const bytes of [0, 1, journal.length >> 1, journal.length - 1]) {
      truncateSync(file, bytes);
      expect(() => verifyRun(folder)).toThrow(expect.objectContaining({ code: 'KRUMBLE_DATA' }));
      writeFileSync(file, journal);
    }
    truncateSync(file, journal.length - 5);
    expect(() => verifyRun(folder)).toThrow(`${file}:6: ends within a line`);
  });

  test('after the run had ended is damage, which resume does not take', async () => {
    const folder = copyRun(reference, parent, 'ended');
    truncateSync(path.join(folder, 'rounds.jsonl'), journal.length >> 1);
    const { code, stderr } = await krumble(['resume', folder]);
    expect(code).toBe(4);
    expect(stderr).toContain(path.join(folder, 'rounds.jsonl'));
  });

  const others: Readonly<Record<string, readonly string[]>> = {
    replay: QUIET,
    compare: ['reference'],
    branch: ['--from', '2', '--seed', '4', '--out', 'branch', ...QUIET],
    watch: ['--ui', 'quiet'],
    report: ['-o', 'page.html'],
    verify: [],
  };
  test.each(Object.keys(others))(
    'by whole rounds is never taken for the whole run by %s',
    async (command) => {
      const folder = copyRun(reference, parent, 'short');
      writeFileSync(path.join(folder, 'rounds.jsonl'), `${lines.slice(0, 3).join('\n')}\n`);
      const said = async () => {
        const { code, stderr } = await krumble([command, 'short', ...others[command]], { cwd: parent });
        return [code, stderr.replace(/^.*notice.*\n/m, '')];
      };
      const problem = 'the journal ends after 3 rounds';
      expect(await said()).toEqual([4, `krumble: short/rounds.jsonl: ${problem}, and not as it did\n`]);
      rmSync(path.join(folder, 'SHA256SUMS'));
      const file = 'short/checkpoints/round-000004.safetensors';
      expect(await said()).toEqual([4, `krumble: ${file}: ${problem}\n`]);
      for (const count of [4, 6]) rmSync(path.join(folder, 'checkpoints', `round-00000${count}.safetensors`));
      expect(await said()).toEqual([4, `krumble: short/result.json: rounds: ${problem}, found 6\n`]);
      // Nothing is left by which it could be told from a run that was killed.
      rmSync(path.join(folder, 'result.json'));
      expect((await said())[0]).toBe(0);
      for (const name of ['short', 'branch'])
        rmSync(path.join(parent, name), { recursive: true, force: true });
    },
  );

  test('anywhere is gone on with to the same end', { timeout: 120_000 }, async () => {
    const lengths = lines.map((line) => Buffer.byteLength(line) + 1);
    const starts = lengths.map((_, k) => lengths.slice(0, k).reduce((sum, length) => sum + length, 0));
    for (const [k, bytes] of [...starts.map((start) => start + 40), journal.length - 1].entries()) {
      const folder = copyRun(reference, parent, `resumed-${k}`);
      truncateSync(path.join(folder, 'rounds.jsonl'), bytes);
      // As a kill leaves it.
      for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(folder, name));
      const { code, stderr } = await krumble(['resume', folder, ...QUIET]);
      expect(code, stderr).toBe(0);
      expect(readContent(folder)).toEqual(readContent(reference));
      verifyRun(folder);
    }
  });
});

describe('a journal that is not as it was written is refused with line and field:', () => {
  const change = (line: number, edit: (record: Record<string, unknown>) => void) => (texts: string[]) => {
    const record = JSON.parse(texts[line]) as Record<string, unknown>;
    edit(record);
    texts[line] = JSON.stringify(record);
  };
  test.each<[string, (texts: string[]) => void, RegExp]>([
    [
      'another accuracy',
      change(3, (record) => void (record.accuracy = 99.5)),
      /:4: digest: this line or its digest was altered/,
    ],
    [
      'another digest',
      change(5, (record) => void (record.digest = 'a'.repeat(64))),
      /:6: digest: this line or its digest was altered/,
    ],
    ['a missing line', (texts) => void texts.splice(2, 1), /:3: round: found 3, allowed 2$/],
    [
      'two lines swapped',
      (texts) => void texts.splice(1, 2, texts[2], texts[1]),
      /:2: round: found 2, allowed 1$/,
    ],
    ['a line too many', (texts) => void texts.push(texts[5]), /:7: the run has only 6 rounds$/],
    [
      'an unknown field',
      change(0, (record) => void (record.wall = 3)),
      /:1: line: Unrecognized key: "wall"$/,
    ],
    [
      'a worker too many',
      change(0, (record) => void (record.reports as string[]).push('0'.repeat(16))),
      /:1: reports: found 12, allowed 11$/,
    ],
    [
      'a stranger chosen',
      change(0, (record) => void (record.chosen = [11])),
      /:1: chosen: found 11, allowed 0 to 10$/,
    ],
    [
      'an influence of 2',
      change(1, (record) => void (record.influence = new Array(11).fill(2))),
      /:2: influence\.0: /,
    ],
    [
      'accuracy where none was taken',
      change(1, (record) => void (record.accuracy = 5)),
      /:2: accuracy: found true, allowed false$/,
    ],
    ['no JSON', (texts) => void (texts[4] = '{"round":4,'), /:5: is not JSON$/],
    ['blanks', (texts) => void (texts[4] = texts[4].replace(':', ': ')), /:5: not as krumble writes it$/],
    [
      'an endless number',
      (texts) => void (texts[0] = texts[0].replace(/"aggregateNorm":[^,]+/, '"aggregateNorm":1e999')),
      /:1: aggregateNorm: /,
    ],
    ['a line of 5 MB', (texts) => void (texts[2] += ' '.repeat(5 << 20)), /:3: longer than 4194304 bytes$/],
  ])('%s', (_, edit, message) => {
    const folder = path.join(parent, 'reference');
    const texts = [...lines];
    edit(texts);
    writeFileSync(path.join(folder, 'rounds.jsonl'), `${texts.join('\n')}\n`);
    try {
      expect(() => openRecording(folder)).toThrow(message);
      expect(() => openRecording(folder)).toThrow(expect.objectContaining({ code: 'KRUMBLE_DATA' }));
    } finally {
      writeFileSync(path.join(folder, 'rounds.jsonl'), journal);
    }
  });
});
