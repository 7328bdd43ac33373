import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listStateTensors, PARAMETERS, VELOCITY } from '../../src/actors/stateTensors.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { stream } from '../../src/random/stream.js';
import { encodeCheckpoint, readCheckpoint } from '../../src/runs/checkpoint.js';
import { manifestIn } from '../../src/runs/recording.js';
import { verifyRun } from '../../src/runs/verify.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { krumble } from '../support/inProcess.js';
import { krumbleProcess, temporaryFolder } from '../support/program.js';
import { copyRun, QUIET, recordSmall } from '../support/recordedRun.js';
import { small } from '../support/small.js';

// KRUMBLE_ALTER_STRIDE=1 alters every byte of every small file.
const STRIDE = Number(process.env.KRUMBLE_ALTER_STRIDE ?? 83);

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-verify-'));
const FILES = [
  'SHA256SUMS',
  'checkpoints/round-000002.safetensors',
  'checkpoints/round-000006.safetensors',
  'manifest.json',
  'probes.jsonl',
  'result.json',
  'rounds.jsonl',
  'timings.jsonl',
];
let reference: string;
/** The same run with one checkpoint: reading them is most of what it costs to verify. */
let slim: string;
beforeAll(async () => {
  reference = await recordSmall(parent);
  slim = path.join(parent, 'slim');
  const args = ['run', path.join(parent, 'small.yaml'), '--checkpoint-every', '6', '--out', slim];
  const { code, stderr } = await krumble([...args, ...QUIET]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** What verify says of a folder with one file changed; the file is as before afterwards. */
function verdictOn(folder: string, name: string, content: Uint8Array): Error & { code?: string } {
  const file = path.join(folder, name);
  const before = readFileSync(file);
  writeFileSync(file, content);
  try {
    verifyRun(folder);
  } catch (error) {
    return error as Error;
  } finally {
    writeFileSync(file, before);
  }
  throw new Error(`nothing was found in an altered ${name}`);
}

test('a folder that is as krumble left it is good', () => {
  const { result, recording, strangers } = verifyRun(reference);
  expect(result).toMatchObject({ complete: true, rounds: 6 });
  expect(recording).toMatchObject({ sealed: true, tornBytes: 0, checkpoints: [2, 4, 6] });
  expect(strangers).toEqual([]);
});

test('its SHA256SUMS are those that sha256sum knows', () => {
  const sums = readFileSync(path.join(reference, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  expect(sums).toHaveLength(8);
  const said = execFileSync(
    'sha256sum',
    sums.map((line) => line.slice(66)),
    { cwd: reference, encoding: 'utf8' },
  );
  expect(said.trimEnd().split('\n')).toEqual(sums);
});

describe('one altered byte is found, and the file named, in', () => {
  test.each(FILES)('%s', { timeout: 600_000 }, (name) => {
    const random = stream(5, 'altered bytes', name);
    const folder = name.endsWith('.jsonl') ? slim : reference;
    const good = readFileSync(path.join(folder, name));
    const isLarge = good.length > 100_000;
    const offsets = isLarge
      ? [
          0,
          1,
          7,
          8,
          9,
          100,
          2000,
          good.length - 1,
          ...Array.from({ length: 16 }, () => random.below(good.length)),
        ]
      : Array.from({ length: Math.ceil(good.length / STRIDE) }, (_, k) =>
          Math.min(good.length - 1, k * STRIDE + random.below(STRIDE)),
        );
    for (const offset of offsets) {
      const altered = Buffer.from(good);
      altered[offset] ^= 1 + random.below(255);
      const error = verdictOn(folder, name, altered);
      expect(error.code, `byte ${offset}: ${error.message}`).toBe('KRUMBLE_DATA');
      expect(error.message).toContain(path.join(folder, name));
    }
    for (const content of [good.subarray(0, -1), Buffer.concat([good, Buffer.from('x')]), Buffer.alloc(0)]) {
      const error = verdictOn(folder, name, content);
      expect(error.code).toBe('KRUMBLE_DATA');
      expect(error.message).toContain(path.join(folder, name));
    }
  });
});

describe('the place is named:', () => {
  const edited = (name: string, from: string | RegExp, to: string) => {
    const text = readFileSync(path.join(reference, name), 'latin1');
    expect(text).toMatch(from);
    return verdictOn(reference, name, Buffer.from(text.replace(from, to), 'latin1')).message;
  };
  test('the line of a timing', () => {
    const message = edited('timings.jsonl', /"round":2,"durationMs":/, '"round":2,"durationMs":1');
    expect(message).toMatch(/timings\.jsonl:3: sha256: this line was altered, found "[0-9a-f]{16}", allowed/);
  });
  test('the line of the result, with what the journal says', () => {
    expect(edited('result.json', /"rounds": 6/, '"rounds": 7')).toMatch(
      /result\.json:3: found "\\"rounds\\": 7,", allowed "\\"rounds\\": 6,", by the journal$/,
    );
  });
  test('the line of SHA256SUMS and its file', () => {
    expect(edited('SHA256SUMS', /^..../m, '0000')).toMatch(
      /SHA256SUMS:1: checkpoints\/round-000002\.safetensors: found 0000[0-9a-f]{60}, allowed [0-9a-f]{64}, the file's/,
    );
  });
  test('a manifest that was edited', () => {
    expect(edited('manifest.json', /"z": 1/, '"z": 2')).toMatch(
      /manifest\.json: sha256: the manifest was altered/,
    );
    expect(edited('manifest.json', /"seed": 3/, '"seed": -3')).toMatch(
      /manifest\.json: scenario\.seed: found -3/,
    );
    expect(edited('manifest.json', /"format": 2/, '"format": 3')).toMatch(/manifest\.json: format: found 3/);
  });
  test('the tensor of a checkpoint', () => {
    const name = 'checkpoints/round-000004.safetensors';
    const bytes = readFileSync(path.join(reference, name));
    bytes[bytes.length - 3] ^= 1; // the last tensor: velocity of the last bias
    expect(verdictOn(reference, name, bytes).message).toMatch(
      /round-000004\.safetensors: sha256 velocity\/logits\/bias: found/,
    );
  });
});

describe('what is no file of the run is refused or told:', () => {
  test.each(FILES)('a link in the place of %s', (name) => {
    const folder = copyRun(reference, parent, 'linked');
    const file = path.join(folder, name);
    renameSync(file, path.join(parent, 'elsewhere'));
    symlinkSync(path.join(parent, 'elsewhere'), file);
    expect(() => verifyRun(folder)).toThrow(/is a link, not a file$/);
    rmSync(folder, { recursive: true });
  });

  test.each(FILES.slice(1))('a missing %s', (name) => {
    const folder = copyRun(reference, parent, 'missing');
    rmSync(path.join(folder, name));
    expect(() => verifyRun(folder)).toThrow(/missing$/);
    expect(() => verifyRun(folder)).toThrow(expect.objectContaining({ code: 'KRUMBLE_DATA' }));
    rmSync(folder, { recursive: true });
  });

  test('a missing SHA256SUMS', () => {
    const folder = copyRun(reference, parent, 'missing');
    rmSync(path.join(folder, 'SHA256SUMS'));
    expect(() => verifyRun(folder)).toThrow(/SHA256SUMS: is missing: the run was killed while it ended/);
    rmSync(folder, { recursive: true });
  });

  test('a pipe, a folder, a linked folder of checkpoints', () => {
    const folder = copyRun(reference, parent, 'odd');
    const timings = path.join(folder, 'timings.jsonl');
    rmSync(timings);
    execFileSync('mkfifo', [timings]);
    expect(() => verifyRun(folder)).toThrow(/timings\.jsonl: is not a regular file$/);
    rmSync(timings);
    mkdirSync(timings);
    expect(() => verifyRun(folder)).toThrow(/timings\.jsonl: is a folder, not a file$/);
    const checkpoints = path.join(folder, 'checkpoints');
    rmSync(checkpoints, { recursive: true });
    symlinkSync(path.join(reference, 'checkpoints'), checkpoints);
    expect(() => verifyRun(folder)).toThrow(/checkpoints: is not a folder$/);
    rmSync(folder, { recursive: true });
  });

  test('a checkpoint of another run, or beyond the journal', () => {
    const folder = copyRun(reference, parent, 'foreign');
    const at = (name: string) => path.join(folder, 'checkpoints', name);
    renameSync(at('round-000002.safetensors'), at('round-000003.safetensors'));
    expect(() => verifyRun(folder)).toThrow(/round-000003\.safetensors: round: found "2", allowed "3"$/);
    renameSync(at('round-000003.safetensors'), at('round-000009.safetensors'));
    expect(() => verifyRun(folder)).toThrow(/round-000009\.safetensors: the journal ends after 6 rounds$/);
    rmSync(folder, { recursive: true });
  });

  test('a checkpoint that is sound in itself, of another state than the journal vouches for', () => {
    const folder = copyRun(reference, parent, 'swapped');
    for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(folder, name));
    const file = path.join(folder, 'checkpoints', 'round-000004.safetensors');
    const { scenario } = manifestIn(folder);
    const entries = findEntries(builtIn, scenario);
    const parts = listStateTensors(scenario, entries);
    const state = readCheckpoint(file, 4, entries.model, parts);
    for (const part of [PARAMETERS, VELOCITY]) {
      const other = state.tensors[part].slice();
      other[123] += 1;
      const tensors = { ...state.tensors, [part]: other };
      writeFileSync(file, encodeCheckpoint({ ...state, tensors }, entries.model, parts));
      expect(() => verifyRun(folder)).toThrow(
        /round-000004\.safetensors: tensors: found [0-9a-f]{64}, allowed/,
      );
    }
    writeFileSync(file, encodeCheckpoint({ ...state, digest: '0'.repeat(64) }, entries.model, parts));
    expect(() => verifyRun(folder)).toThrow(/round-000004\.safetensors: digest: found 0{64}, allowed/);
    rmSync(folder, { recursive: true });
  });

  test('sums that name a file outside the folder', () => {
    const file = path.join(reference, 'SHA256SUMS');
    const sums = readFileSync(file, 'utf8');
    const outside = `${'0'.repeat(64)}  ../../etc/passwd\n`;
    expect(verdictOn(reference, 'SHA256SUMS', Buffer.from(sums + outside)).message).toMatch(
      /SHA256SUMS:9: names no file of the run, found "0{64} {2}\.\.\/\.\.\/etc\/\.\.\.$/,
    );
  });

  test('a note that somebody left is told and not minded', async () => {
    const folder = copyRun(reference, parent, 'noted');
    writeFileSync(path.join(folder, 'notes.txt'), 'seen by me');
    const { code, stdout, stderr } = await krumble(['verify', folder]);
    expect([code, stderr]).toEqual([0, 'notes.txt: no part of the run, not looked at\n']);
    expect(stdout).toMatch(
      /^good {7}6 rounds, complete\nchecked {4}every byte of every file; 3 checkpoints\ndigest {5}[0-9a-f]{64}\n$/,
    );
  });
});

describe('what is made to hurt is refused in one line:', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const at = (name: string) => path.join(reference, name);
  test.each<[string, () => [string, string], RegExp]>([
    [
      'a manifest nested 200,000 deep',
      () => ['manifest.json', `{"format":3,"sha256":"x","a":${deep(200_000)}}`],
      /manifest\.json: nested too deeply$/,
    ],
    [
      'a timing nested 30,000 deep',
      () => ['timings.jsonl', `{"round":0,"sha256":${deep(30_000)}}\n`],
      /timings\.jsonl:1: nested too deeply$/,
    ],
    [
      'a record nested 30,000 deep',
      () => ['rounds.jsonl', `{"round":${deep(30_000)}}\n`],
      /rounds\.jsonl:1: nested too deeply$/,
    ],
    [
      'a manifest of 5 MB',
      () => ['manifest.json', ' '.repeat(5 << 20)],
      /manifest\.json: found 5242880 bytes, allowed at most/,
    ],
    [
      'a manifest that is no UTF-8',
      () => ['manifest.json', '\xff'],
      /manifest\.json: is not a text in UTF-8$/,
    ],
    [
      '20 MB of line ends behind the sums',
      () => ['SHA256SUMS', readFileSync(at('SHA256SUMS'), 'latin1') + '\n'.repeat(20e6)],
      /SHA256SUMS:9: names no file of the run, found ""$/,
    ],
  ])('%s', (_, make, message) => {
    const [name, content] = make();
    const error = verdictOn(reference, name, Buffer.from(content, 'latin1'));
    expect(error.message).toMatch(message);
    expect(error.code).toBe('KRUMBLE_DATA');
  });

  test('a checkpoint with a header nested 30,000 deep', () => {
    const header = Buffer.from(`{"hidden/kernel":{"dtype":${deep(30_000)}}}`);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const error = verdictOn(
      reference,
      'checkpoints/round-000004.safetensors',
      Buffer.concat([length, header]),
    );
    expect(error.message).toMatch(
      /round-000004\.safetensors: not a safetensors file: its header is no JSON object$/,
    );
  });
});

test('krumble verify exits with 4 when something was altered and 2 when there is no run', async () => {
  const folder = copyRun(reference, parent, 'altered');
  const file = path.join(folder, 'rounds.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"trainLoss":\d/, '"trainLoss":7'));
  const altered = await krumbleProcess(['verify', folder]);
  expect([altered.code, altered.stdout]).toEqual([4, '']);
  expect(altered.stderr).toMatch(
    /rounds\.jsonl:1: digest: this line or its digest was altered, found [0-9a-f]{64}, allowed [0-9a-f]{64}\n$/,
  );
  const empty = mkdtempSync(path.join(parent, 'empty-'));
  expect(await krumbleProcess(['verify', empty])).toEqual({
    code: 2,
    stdout: '',
    stderr: `krumble: ${empty}: holds no run: there is no manifest.json\n`,
  });
});

test('momenta of workers are held to who is corrupted, wherever corrupted workers stand', async () => {
  const scenario = {
    ...small,
    data: { train: 100, test: 20 },
    workers: { count: 5, corrupted: 2, batch: 4, placement: [1, 4] },
    training: { rounds: 2, workerMomentum: 0.5 },
  };
  const folder = await recordSmall(temporaryFolder(), scenario);
  expect(verifyRun(folder).recording.rounds).toBe(2);
});
