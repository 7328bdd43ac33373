import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import type { ProbeRecord } from '../../src/rounds/round.js';
import { readCoordinateSamples } from '../../src/runs/coordinateSamples.js';
import { readManifest } from '../../src/runs/readManifest.js';
import { encodeChecksummedLine } from '../../src/runs/checksummedLines.js';
import { verifyRun } from '../../src/runs/verify.js';
import { krumble } from '../support/inProcess.js';
import { copyRun, QUIET, readContent, recordSmall } from '../support/recordedRun.js';

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-probes-'));
let reference: string;
beforeAll(async () => {
  reference = await recordSmall(parent);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const readText = (folder: string, name = 'probes.jsonl') => readFileSync(path.join(folder, name), 'utf8');
const roundsIn = (folder: string) =>
  readText(folder)
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as ProbeRecord).round);

/** Removes what a run has that ended, as a kill leaves it. */
function unseal(folder: string): void {
  for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(folder, name));
}

/** Takes the probes away, as in a run from before there were any. */
function withoutProbes(folder: string): string {
  const sums = path.join(folder, 'SHA256SUMS');
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^.*probes\.jsonl\n/m, ''));
  rmSync(path.join(folder, 'probes.jsonl'));
  return folder;
}

/** Changes a line of probes.jsonl, with its SHA-256 made anew. */
function forge(folder: string, line: number, edit: (probes: Changeable) => void): void {
  const lines = readText(folder).trimEnd().split('\n');
  const { sha256: _, ...probes } = JSON.parse(lines[line]) as Changeable & { sha256?: string };
  edit(probes);
  lines[line] = encodeChecksummedLine(probes).toString().trimEnd();
  writeFileSync(path.join(folder, 'probes.jsonl'), `${lines.join('\n')}\n`);
}

interface Changeable {
  round: number;
  coordinates: number[];
  reports: (number | null)[][];
  aggregate: (number | null)[];
  extra?: number;
}

test('a run leaves a line of probes for each round, which is read as it was written', () => {
  const manifest = readManifest(path.join(reference, 'manifest.json'));
  const entries = [
    ...readCoordinateSamples(path.join(reference, 'probes.jsonl'), { manifest, catalogue: builtIn }),
  ];
  expect(entries.map(({ value }) => value?.round)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(entries.map(({ value }) => encodeChecksummedLine(value!).toString()).join('')).toBe(
    readText(reference),
  );
  expect(entries[5].end).toBe(readText(reference).length);
});

describe('a line that krumble does not write is named with file, line and field:', () => {
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'a report that was altered',
      (folder) => {
        const file = path.join(folder, 'probes.jsonl');
        writeFileSync(file, readText(folder).replace('"reports":[[', '"reports":[[1'));
      },
      /probes\.jsonl:1: sha256: this line was altered, found "[0-9a-f]{16}", allowed [0-9a-f]{16}$/,
    ],
    [
      'other coordinates',
      (folder) => forge(folder, 2, ({ coordinates }) => void coordinates[0]++),
      /probes\.jsonl:3: coordinates: found "24250,[\d,]+", allowed "24249,[\d,]+"$/,
    ],
    [
      'a report too few',
      (folder) => forge(folder, 1, ({ reports }) => void reports[3].pop()),
      /probes\.jsonl:2: reports\.3: found 10, allowed 11$/,
    ],
    [
      'a coordinate too many',
      (folder) => forge(folder, 1, ({ reports }) => void reports.push([])),
      /probes\.jsonl:2: reports: found 9, allowed 8$/,
    ],
    [
      'no aggregate',
      (folder) => forge(folder, 1, (probes) => void (probes.aggregate = [])),
      /probes\.jsonl:2: aggregate: found 0, allowed 8$/,
    ],
    [
      'a text for a number',
      (folder) => forge(folder, 4, ({ reports }) => void (reports[0][0] = '0' as never)),
      /probes\.jsonl:5: reports\.0\.0: Invalid input: expected number, received string$/,
    ],
    [
      'an unknown field',
      (folder) => forge(folder, 0, (probes) => void (probes.extra = 1)),
      /probes\.jsonl:1: line: Unrecognized key: "extra"$/,
    ],
    [
      'a round beyond the last',
      (folder) => forge(folder, 5, (probes) => void (probes.round = 6)),
      /probes\.jsonl:6: round: found 6, allowed 0 to 5$/,
    ],
    [
      'a round twice',
      (folder) => forge(folder, 3, (probes) => void (probes.round = 2)),
      /probes\.jsonl:4: round: found 2, allowed more than 2$/,
    ],
    [
      'a line of 100 kB',
      (folder) => forge(folder, 2, ({ reports }) => void (reports[0] = new Array<number>(50_000).fill(0))),
      /probes\.jsonl:3: longer than 3704 bytes$/,
    ],
    [
      'a last line that is missing',
      (folder) => {
        const lines = readText(folder).split('\n');
        writeFileSync(path.join(folder, 'probes.jsonl'), `${lines.slice(0, 5).join('\n')}\n`);
      },
      /probes\.jsonl:6: round 5 is missing$/,
    ],
    [
      'a torn line',
      (folder) => truncateSync(path.join(folder, 'probes.jsonl'), readText(folder).length - 3),
      /probes\.jsonl:6: ends within a line$/,
    ],
    [
      'other probes, all in order',
      (folder) => forge(folder, 2, ({ aggregate }) => void (aggregate[0] = 1)),
      /SHA256SUMS:5: probes\.jsonl: found [0-9a-f]{64}, allowed [0-9a-f]{64}, the file's/,
    ],
  ])('%s', (_, spoil, message) => {
    const folder = copyRun(reference, parent, 'spoilt');
    try {
      spoil(folder);
      expect(() => verifyRun(folder)).toThrow(message);
      expect(() => verifyRun(folder)).toThrow(expect.objectContaining({ code: 'KRUMBLE_DATA' }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a run from before there were probes', () => {
  test('is good, played again, compared and branched', { timeout: 120_000 }, async () => {
    const old = withoutProbes(copyRun(reference, parent, 'old'));
    expect(verifyRun(old)).toMatchObject({ strangers: [], result: { complete: true } });
    const branch = ['branch', old, '--from', '4', '--seed', '5', '--out', path.join(parent, 'old-branch')];
    for (const args of [['replay', old], branch]) {
      const { code, stderr } = await krumble([...args, ...QUIET]);
      expect([code, stderr]).toEqual([0, '']);
    }
    expect((await krumble(['compare', old, reference])).stdout).toContain('equal to old, bit for bit');
    expect(roundsIn(path.join(parent, 'old-branch'))).toEqual([4, 5]);
  });

  test('that was killed is gone on with: with probes from the first round that is played again', async () => {
    const old = withoutProbes(copyRun(reference, parent, 'old-killed'));
    unseal(old);
    rmSync(path.join(old, 'checkpoints', 'round-000006.safetensors'));
    const journal = path.join(old, 'rounds.jsonl');
    writeFileSync(journal, readFileSync(journal, 'utf8').split('\n').slice(0, 4).join('\n') + '\n');
    rmSync(path.join(old, 'checkpoints', 'round-000004.safetensors'));
    const { code, stderr } = await krumble(['resume', old, ...QUIET]);
    expect([code, stderr]).toEqual([0, '']);
    expect(verifyRun(old).result.complete).toBe(true);
    expect(roundsIn(old)).toEqual([2, 3, 4, 5]);
    expect(readText(reference).endsWith(readText(old))).toBe(true);
    expect(readText(old, 'SHA256SUMS')).toContain('  probes.jsonl\n');
  });

  test('is not what a run is that SHA256SUMS names probes of', () => {
    const folder = copyRun(reference, parent, 'taken');
    rmSync(path.join(folder, 'probes.jsonl'));
    expect(() => verifyRun(folder)).toThrow(/taken\/probes\.jsonl: is missing$/);
  });

  test('has no probes that somebody put there later', () => {
    const old = withoutProbes(copyRun(reference, parent, 'later'));
    writeFileSync(path.join(old, 'probes.jsonl'), readText(reference));
    expect(() => verifyRun(old)).toThrow(/SHA256SUMS:5: found .*allowed [0-9a-f]{64} {2}probes\.jsonl$/);
  });
});

describe('krumble replay refuses probes that krumble did not write:', () => {
  const writes = (edit: (text: string) => string) => (folder: string) =>
    writeFileSync(path.join(folder, 'probes.jsonl'), edit(readText(folder)));
  test.each<[string, (folder: string) => void, RegExp]>([
    ['garbage', writes(() => 'garbage\n'), /probes\.jsonl:1: is not JSON$/],
    ['garbage without an end', writes(() => 'garbage'), /probes\.jsonl:1: ends within a line$/],
    [
      'an altered line',
      writes((text) => text.replace('"round":3', '"round":3.5')),
      /probes\.jsonl:4: round: /,
    ],
    ['a line less', writes((text) => text.replace(/.*\n/, '')), /probes\.jsonl:1: round 0 is missing$/],
    ['none', writes(() => ''), /probes\.jsonl:1: round 0 is missing$/],
    ['no file', (folder) => rmSync(path.join(folder, 'probes.jsonl')), /probes\.jsonl: is missing$/],
  ])('%s', async (_, spoil, message) => {
    const folder = copyRun(reference, parent, 'spoilt');
    spoil(folder);
    const { code, stdout, stderr } = await krumble(['replay', folder, ...QUIET]);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr.trimEnd()).toMatch(message);
    expect(() => verifyRun(folder)).toThrow(message);
    rmSync(folder, { recursive: true });
  });

  test('but what a crash leaves of a run that has not ended is played', async () => {
    const folder = copyRun(reference, parent, 'crashed');
    unseal(folder);
    for (const text of [
      readText(folder).slice(0, -9),
      readText(folder).split('\n', 3).join('\n') + '\n',
      '',
    ]) {
      writeFileSync(path.join(folder, 'probes.jsonl'), text);
      const { code, stderr } = await krumble(['replay', folder, ...QUIET]);
      expect([code, stderr]).toEqual([0, '']);
    }
    writeFileSync(path.join(folder, 'probes.jsonl'), 'garbage\n'); // no crash leaves a whole line of it
    expect((await krumble(['replay', folder, ...QUIET])).code).toBe(4);
    rmSync(folder, { recursive: true });
  });
});

describe('probes that do not come out again are a difference:', () => {
  test.each<[string, (probes: Changeable) => void, string]>([
    ['a worker’s', ({ reports }) => void (reports[2][5]! += 1e-9), 'worker/5: probes.2.5'],
    ['the adversary’s', ({ reports }) => void (reports[7][1]! += 1e-9), 'adversary/0: probes.7.1'],
    ['what was not finite', ({ reports }) => void (reports[0][9] = null), 'worker/9: probes.0.9'],
    ['the aggregate', ({ aggregate }) => void (aggregate[1] = 3), 'shards: probes.1.aggregate'],
  ])('%s', async (_, edit, found) => {
    const folder = copyRun(reference, parent, 'forged');
    forge(folder, 4, edit);
    const { code, stdout } = await krumble(['replay', folder, ...QUIET]);
    expect(code).toBe(3);
    expect(stdout).toMatch(`different  round 4, ${found}; all rounds before are equal, bit for bit\n`);
    expect(stdout).toMatch(/\nreplayed {3}-?\d\S* \(bits [0-9a-f]{16}\)\n/);
    unseal(folder);
    rmSync(path.join(folder, 'checkpoints', 'round-000006.safetensors'));
    const resumed = await krumble(['resume', folder, ...QUIET]);
    expect([resumed.code, resumed.stdout.split('\n')[0]]).toEqual([3, stdout.split('\n')[0]]);
    rmSync(folder, { recursive: true });
  });
});

describe('resume leaves the same probes', () => {
  test.each<[string, (text: string) => string]>([
    ['where they are longer than the journal', (text) => text],
    ['where a power cut took lines', (text) => text.split('\n').slice(0, 2).join('\n') + '\n'],
    ['where it took all since the checkpoint, and tore a line', (text) => text.slice(0, 6000)],
    ['where it left zeros', (text) => text.slice(0, 6500) + '\0'.repeat(700)],
    ['where a line behind the checkpoint was altered', (text) => text.replace('"round":3', '"round":3.5')],
  ])('%s', { timeout: 120_000 }, async (_, spoil) => {
    const folder = copyRun(reference, parent, 'resumed');
    unseal(folder);
    for (const count of [4, 6]) rmSync(path.join(folder, 'checkpoints', `round-00000${count}.safetensors`));
    const journal = readText(folder, 'rounds.jsonl').split('\n');
    writeFileSync(path.join(folder, 'rounds.jsonl'), `${journal.slice(0, 4).join('\n')}\n`);
    writeFileSync(path.join(folder, 'probes.jsonl'), spoil(readText(folder)));
    const { code, stderr } = await krumble(['resume', folder, ...QUIET]);
    expect([code, stderr]).toEqual([0, '']);
    expect(readContent(folder)).toEqual(readContent(reference));
    verifyRun(folder);
    rmSync(folder, { recursive: true });
  });

  test('in a branch too, which has none of the rounds that it took over', { timeout: 120_000 }, async () => {
    const out = path.join(parent, 'branch');
    const change = ['--set', 'workers={ count: 13, corrupted: 2, batch: 20 }', '--seed', '8'];
    const args = ['branch', reference, '--from', '3', ...change, '--out', out, ...QUIET];
    expect((await krumble(args)).code).toBe(0);
    expect(roundsIn(out)).toEqual([3, 4, 5]);
    verifyRun(out);
    for (const taken of [2, 3]) {
      // Killed while it took rounds over, or when it had them.
      const killed = copyRun(out, parent, `killed-branch-${taken}`);
      unseal(killed);
      rmSync(path.join(killed, 'checkpoints', 'round-000006.safetensors'));
      const journal = readText(killed, 'rounds.jsonl').split('\n');
      writeFileSync(path.join(killed, 'rounds.jsonl'), `${journal.slice(0, taken).join('\n')}\n`);
      for (const name of ['probes.jsonl', 'timings.jsonl']) writeFileSync(path.join(killed, name), '');
      // Its first checkpoint is there before the rounds that it takes over.
      expect(verifyRun(killed).recording.rounds).toBe(taken);
      const { code, stderr } = await krumble(['resume', killed, ...QUIET]);
      expect([code, stderr]).toEqual([0, '']);
      expect(readContent(killed)).toEqual(readContent(out));
      expect(readText(killed, 'timings.jsonl')).toMatch(/^\{"round":3,.*\n\{"round":4,.*\n\{"round":5,.*\n$/);
      verifyRun(killed);
    }
  });
});
