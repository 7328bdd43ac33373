import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRecording } from '../../src/runs/recording.js';
import { readJoinedRounds } from '../../src/runs/joinedRounds.js';
import { copyRun, recordSmall } from '../support/recordedRun.js';

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-seen-'));
let reference: string;
let times: string[];

beforeAll(async () => {
  reference = await recordSmall(parent);
  times = readFileSync(path.join(reference, 'timings.jsonl'), 'utf8').match(/.*\n/g)!;
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const durations = (folder: string, count: number, notices: string[] = []) =>
  [...readJoinedRounds(openRecording(folder), count, (text) => notices.push(text))].map(
    ({ record, timing }) => [record.round, timing?.durationMs ?? null],
  );
const readDuration = (round: number) => (JSON.parse(times[round]) as { durationMs: number }).durationMs;

describe('rounds of a recording', () => {
  test('come with their times, as many as are wanted', () => {
    expect(durations(reference, 4)).toEqual([0, 1, 2, 3].map((round) => [round, readDuration(round)]));
    expect(durations(reference, 0)).toEqual([]);
  });

  test('come without times where there are none: in the first rounds of a branch, or in all', () => {
    const branch = copyRun(reference, parent, 'branch');
    writeFileSync(path.join(branch, 'timings.jsonl'), times.slice(4).join(''));
    const wanted = [0, 1, 2, 3, 4, 5].map((round) => [round, round < 4 ? null : readDuration(round)]);
    expect(durations(branch, 6)).toEqual(wanted);
    rmSync(path.join(branch, 'timings.jsonl'));
    const notices: string[] = [];
    expect(durations(branch, 2, notices)).toEqual([
      [0, null],
      [1, null],
    ]);
    expect(notices).toEqual([]);
  });

  test('come without times from a damaged line on, or where their file is none; that is said once', () => {
    const spoilt = copyRun(reference, parent, 'spoilt');
    const file = path.join(spoilt, 'timings.jsonl');
    writeFileSync(file, [...times.slice(0, 2), '{}\n', ...times.slice(3)].join(''));
    const notices: string[] = [];
    expect(durations(spoilt, 6, notices).map(([, duration]) => duration !== null)).toEqual([
      ...[true, true],
      ...[false, false, false, false],
    ]);
    expect(notices).toEqual([expect.stringMatching(/timings\.jsonl:3: .*without their times$/)]);
    rmSync(file);
    mkdirSync(file);
    expect(durations(spoilt, 2, notices)).toHaveLength(2);
    expect(notices[1]).toMatch(/timings\.jsonl: is a folder, not a file; /);
  });
});
