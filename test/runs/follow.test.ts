import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JoinedRound, RoundTiming } from '../../src/rounds/round.js';
import { followRun } from '../../src/runs/follow.js';
import { type Lock, takeLock } from '../../src/runs/lock.js';
import { copyRun, readContent, recordSmall } from '../support/recordedRun.js';
import { small } from '../support/small.js';

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-follow-'));
let reference: string;
let journal: Buffer;
let lines: string[];
let times: string[];

beforeAll(async () => {
  reference = await recordSmall(parent);
  journal = readFileSync(path.join(reference, 'rounds.jsonl'));
  const splitLines = (name: string) => readFileSync(path.join(reference, name), 'utf8').match(/.*\n/g)!;
  [lines, times] = [splitLines('rounds.jsonl'), splitLines('timings.jsonl')];
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let count = 0;
const locks: Lock[] = [];
afterAll(() => locks.forEach((lock) => lock.release()));

/** A folder in which this process is writing the reference run; nothing of its rounds is there yet. */
function beginning() {
  const folder = path.join(parent, `run-${count++}`);
  mkdirSync(folder);
  copyFileSync(path.join(reference, 'manifest.json'), path.join(folder, 'manifest.json'));
  const lock = takeLock(folder);
  locks.push(lock);
  const at = (name: string) => path.join(folder, name);
  return {
    folder,
    lock,
    at,
    append: (name: string, text: string | Buffer) => appendFileSync(at(name), text),
    seal: () => copyFileSync(path.join(reference, 'SHA256SUMS'), at('SHA256SUMS')),
  };
}

/** Follows a run; each time the folder is looked at again, the next of the steps has happened meanwhile. */
async function follow(folder: string, steps: readonly (() => void)[]) {
  const run = followRun(folder);
  const controller = new AbortController();
  const rounds: JoinedRound[] = [];
  const notices: string[] = [];
  let looks = 0;
  const wait = async () => {
    if (looks === steps.length) throw new Error('looked once too often');
    steps[looks++]();
  };
  const following = { signal: controller.signal, wait, onIncident: (text: string) => notices.push(text) };
  const ended = (async () => {
    for await (const round of run.rounds(following)) rounds.push(round);
  })();
  const error = await ended.then(
    () => null,
    (thrown: Error & { code?: string }) => thrown,
  );
  return { error, rounds, notices, looks, standing: run.status, seen: rounds.map((r) => formatRecord(r)) };
}

const formatRecord = ({ record }: JoinedRound) => `${JSON.stringify(record)}\n`;
const parseTiming = (line: string) => {
  const { sha256: _, ...timing } = JSON.parse(line) as RoundTiming & { sha256: string };
  return timing;
};

describe('a run that is being written', () => {
  test('gives each round as soon as its line is whole, at whatever byte the file ends', async () => {
    const { folder, append, seal, lock } = beginning();
    const run = followRun(folder);
    const rounds: JoinedRound[] = [];
    let bytes = 0;
    const wait = async () => {
      expect(rounds).toHaveLength(journal.subarray(0, bytes).toString().split('\n').length - 1);
      if (bytes === journal.length) {
        seal();
        lock.release();
        return;
      }
      const startsLine = bytes === 0 || journal[bytes - 1] === 10;
      if (startsLine) append('timings.jsonl', times[rounds.length]);
      append('rounds.jsonl', journal.subarray(bytes, bytes + 1));
      bytes++;
    };
    const { signal } = new AbortController();
    for await (const round of run.rounds({ signal, wait, onIncident: expect.fail })) rounds.push(round);
    expect(rounds.map(formatRecord)).toEqual(lines);
    expect(rounds.map(({ timing }) => timing)).toEqual(times.map(parseTiming));
    expect(run.status).toBe('ended');
  });

  test('is followed from behind what was read: those bytes are not read again', async () => {
    const { folder, append, at, seal } = beginning();
    const whole = { 'timings.jsonl': times, 'rounds.jsonl': lines };
    for (const [name, all] of Object.entries(whole)) append(name, all.slice(0, 3).join(''));
    const spoil = () => {
      for (const [name, all] of Object.entries(whole)) {
        writeFileSync(at(name), '#'.repeat(all.slice(0, 3).join('').length) + all.slice(3).join(''));
      }
      seal();
    };
    const { seen, error, rounds } = await follow(folder, [spoil, () => undefined]);
    expect([error, seen]).toEqual([null, lines]);
    expect(rounds.map(({ timing }) => timing)).toEqual(times.map(parseTiming));
  });

  test('that has not begun its journal yet is waited for', async () => {
    const { folder, append, seal } = beginning();
    const nothing = () => undefined;
    const all = () => {
      append('rounds.jsonl', journal);
      seal();
    };
    const { seen, standing } = await follow(folder, [nothing, nothing, all, nothing]);
    expect([seen, standing]).toEqual([lines, 'ended']);
  });

  test('gives what came just before its lock was given back, too', async () => {
    const { folder, append, lock } = beginning();
    append('rounds.jsonl', lines[0]);
    const end = () => {
      append('rounds.jsonl', lines[1] + lines[2]);
      lock.release();
    };
    const { seen, standing } = await follow(folder, [end]);
    expect([seen, standing]).toEqual([lines.slice(0, 3), 'cut off']);
  });

  test('by resume, after it was interrupted and sealed, is waited for as well', async () => {
    const { folder, append, seal, at } = beginning();
    append('rounds.jsonl', lines.slice(0, 4).join(''));
    seal();
    const goOn = () => {
      rmSync(at('SHA256SUMS'));
      append('rounds.jsonl', lines[4]);
    };
    const end = () => {
      append('rounds.jsonl', lines[5]);
      seal();
    };
    const { seen, looks } = await follow(folder, [() => undefined, goOn, end, () => undefined]);
    expect([seen, looks]).toEqual([lines, 4]);
  });

  test('is followed no more once nobody wants to see it', async () => {
    const { folder, append } = beginning();
    append('rounds.jsonl', lines[0] + lines[1]);
    const controller = new AbortController();
    const wait = async () => controller.abort();
    const seen: string[] = [];
    const rounds = followRun(folder).rounds({ signal: controller.signal, wait, onIncident: expect.fail });
    for await (const round of rounds) seen.push(formatRecord(round));
    expect(seen).toEqual(lines.slice(0, 2));
  });
});

describe('a run that nobody is writing', () => {
  test('is shown at once, and not looked at again', async () => {
    const { seen, looks, standing } = await follow(reference, []);
    expect([seen, looks, standing]).toEqual([lines, 0, 'ended']);
  });

  test('and that was cut off within a line is shown up to the last whole one', async () => {
    const folder = copyRun(reference, parent, 'cut-off');
    for (const name of ['SHA256SUMS', 'result.json', 'checkpoints/round-000006.safetensors'])
      rmSync(path.join(folder, name));
    truncateSync(path.join(folder, 'rounds.jsonl'), journal.length - 7);
    const { seen, standing, error } = await follow(folder, []);
    expect([seen, standing, error]).toEqual([lines.slice(0, 5), 'cut off', null]);
  });

  test('is damaged if it had ended and ends within a line', async () => {
    const folder = copyRun(reference, parent, 'ended-torn');
    truncateSync(path.join(folder, 'rounds.jsonl'), journal.length - 7);
    const { error } = await follow(folder, []);
    expect(error).toMatchObject({
      code: 'KRUMBLE_DATA',
      message: `${path.join(folder, 'rounds.jsonl')}:6: ends within a line`,
    });
  });

  test('is left as it was', async () => {
    const before = readContent(reference);
    await follow(reference, []);
    expect(readContent(reference)).toEqual(before);
  });
});

describe('damage that comes while a run is followed is named by file, line and field:', () => {
  test.each<[string, (line: string) => string, RegExp]>([
    [
      'another accuracy',
      (line) => line.replace(/"accuracy":[\d.]+/, '"accuracy":99.5'),
      /:4: digest: this line or its digest was altered/,
    ],
    ['a field too many', (line) => line.replace('{', '{"wall":3,'), /:4: line: Unrecognized key: "wall"$/],
    ['a line left out', () => lines[4], /:4: round: found 4, allowed 3$/],
    ['no JSON', () => 'x\n', /:4: /],
  ])('%s', async (_, change, message) => {
    const { folder, append, at } = beginning();
    append('rounds.jsonl', lines.slice(0, 2).join(''));
    const { error, seen } = await follow(folder, [
      () => append('rounds.jsonl', lines[2]),
      () => append('rounds.jsonl', change(lines[3])),
    ]);
    expect(seen).toEqual(lines.slice(0, 3));
    expect(error?.code).toBe('KRUMBLE_DATA');
    expect(error?.message.startsWith(at('rounds.jsonl'))).toBe(true);
    expect(error?.message).toMatch(message);
  });
});

describe('a folder that another run takes', () => {
  test('is told from damage where the journal becomes shorter', async () => {
    const { folder, append, at } = beginning();
    append('rounds.jsonl', lines.slice(0, 3).join(''));
    const { error, seen } = await follow(folder, [() => writeFileSync(at('rounds.jsonl'), lines[0])]);
    expect(seen).toHaveLength(3);
    expect(error).toMatchObject({ code: 'KRUMBLE_DATA' });
    expect(error?.message).toMatch(/rounds\.jsonl: has become shorter: another run took the folder/);
  });

  test('and where all files of the first are gone', async () => {
    const { folder, append, at } = beginning();
    append('rounds.jsonl', lines[0]);
    const { error } = await follow(folder, [() => rmSync(at('rounds.jsonl'))]);
    expect(error?.message).toMatch(/rounds\.jsonl: has become shorter: another run took the folder/);
    const second = beginning();
    const gone = await follow(second.folder, [() => rmSync(second.folder, { recursive: true })]);
    expect(gone.error).toMatchObject({ code: 'KRUMBLE_DATA' });
  });

  test('and where its journal is as long already', async () => {
    const elsewhere = path.join(parent, 'elsewhere');
    mkdirSync(elsewhere);
    const other = await recordSmall(elsewhere, { ...small, seed: 4 });
    const { folder, append } = beginning();
    append('rounds.jsonl', lines[0]);
    const replace = () => {
      for (const name of ['rounds.jsonl', 'manifest.json']) {
        copyFileSync(path.join(other, name), path.join(folder, name));
      }
    };
    const { error, seen } = await follow(folder, [replace]);
    expect(seen).toEqual([lines[0]]);
    expect(error).toMatchObject({ code: 'KRUMBLE_DATA' });
    expect(error?.message).toMatch(/manifest\.json: is another one by now: another run took the folder/);
  });
});

describe('the time of a round', () => {
  test('is found by its number: a branch has none of the rounds that it took over', async () => {
    const { folder, append, seal } = beginning();
    append('rounds.jsonl', lines.slice(0, 3).join(''));
    const first = () => {
      append('timings.jsonl', times[3]);
      append('rounds.jsonl', lines[3]);
    };
    const rest = () => {
      append('timings.jsonl', times[4] + times[5]);
      append('rounds.jsonl', lines[4] + lines[5]);
      seal();
    };
    const { rounds } = await follow(folder, [first, rest, () => undefined]);
    expect(rounds.map(({ timing }) => timing)).toEqual([
      ...[null, null, null],
      ...times.slice(3).map(parseTiming),
    ]);
  });

  test('is not known from a damaged line on, which is said once and ends nothing', async () => {
    const { folder, append, at, seal } = beginning();
    append('timings.jsonl', times[0] + times[1] + times[2].replace('"durationMs":', '"durationMs":1'));
    append('timings.jsonl', times.slice(3).join(''));
    append('rounds.jsonl', journal);
    seal();
    const { rounds, notices, seen } = await follow(folder, [() => undefined]);
    expect(seen).toEqual(lines);
    expect(rounds.map(({ timing }) => timing)).toEqual([
      ...times.slice(0, 2).map(parseTiming),
      ...[null, null, null, null],
    ]);
    expect(notices).toEqual([
      expect.stringContaining(`${at('timings.jsonl')}:3: sha256: this line was altered`),
    ]);
  });
});
