import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Rule } from '../../src/aggregation/rule.js';
import { rules } from '../../src/aggregation/rules.js';
import { krumble } from '../support/inProcess.js';
import { copyRun, readContent, recordSmall } from '../support/recordedRun.js';

const INLINE = ['--ui', 'quiet', '--executor', 'inline'];

/** What lasts from round to round, or is drawn once, and shows in the rounds of so small a run. */
const lasting = (rules as readonly Rule[]).filter(({ memory, countRoot }) => memory ?? countRoot);
const options: Readonly<Record<string, object>> = {
  fltrust: { root: 30 },
  'centered-clipping': { tau: 0.5 },
};

const parent = mkdtempSync(path.join(tmpdir(), 'krumble-memory-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test('there are rules whose rounds depend on the ones before', () => {
  expect(lasting.map(({ name }) => name).sort()).toEqual([
    ...['centered-clipping', 'clipped-clustering', 'fltrust', 'foolsgold'],
  ]);
});

const cases = [
  ...lasting.map(({ name }) => ({ name, changes: { defense: { rule: name, ...options[name] } } })),
  {
    name: 'momenta of workers drawn for each round',
    changes: {
      workers: {
        count: 9,
        corrupted: 3,
        participants: 5,
        placement: 'drawn',
        weights: 'by-share',
        batch: 10,
      },
      ...{ training: { rounds: 4, workerMomentum: 0.9 }, defense: { rule: 'mean' } },
    },
  },
] as const;

describe.each(cases)('with $name', ({ name, changes }) => {
  const below = mkdtempSync(path.join(parent, `${name}-`));
  const scenario = {
    ...{ task: 'mnist-mlp', name: 'memory', seed: 5, data: { train: 200, test: 100 } },
    workers: { count: 7, corrupted: 2, batch: 10 },
    ...{ training: { rounds: 4 }, attack: { name: 'little', z: 1 } },
    ...changes,
  };
  const reference = recordSmall(below, scenario);
  const readRounds = (folder: string) =>
    readFileSync(path.join(folder, 'rounds.jsonl'), 'utf8').trimEnd().split('\n');
  const play = async (...args: string[]) => {
    const { code, stdout, stderr } = await krumble(args);
    expect(code, stderr).toBe(0);
    return stdout;
  };

  test('any number of threads gives the same bytes', async () => {
    const out = path.join(below, 'threads');
    const three = ['--threads', '3', '--awake', '3'];
    await play('run', path.join(below, 'small.yaml'), '--out', out, '--ui', 'quiet', ...three);
    expect(readRounds(out)).toEqual(readRounds(await reference));
  });

  test('killed after a checkpoint and resumed, it ends as if nothing had been', async () => {
    const killed = copyRun(await reference, below, 'killed');
    for (const file of ['SHA256SUMS', 'result.json']) rmSync(path.join(killed, file));
    const checkpoints = readdirSync(path.join(killed, 'checkpoints'));
    expect(checkpoints).toContain('round-000002.safetensors');
    rmSync(path.join(killed, 'checkpoints', 'round-000004.safetensors'));
    for (const file of ['rounds.jsonl', 'probes.jsonl', 'timings.jsonl']) {
      const lines = readFileSync(path.join(killed, file), 'utf8').split('\n');
      writeFileSync(path.join(killed, file), `${lines.slice(0, 3).join('\n')}\n`);
    }
    await play('resume', killed, ...INLINE);
    expect(readContent(killed)).toEqual(readContent(await reference));
  });

  test('it is played again bit for bit, from a checkpoint on too', async () => {
    const whole = await play('replay', await reference, ...INLINE);
    expect(whole).toContain('rounds 0 to 3 equal to the recording, bit for bit');
    const half = await play('replay', await reference, '--from', '2', ...INLINE);
    expect(half).toContain('rounds 2 to 3 equal to the recording, bit for bit');
  });

  test('a branch goes on with what was remembered', async () => {
    const out = path.join(below, 'branch');
    await play('branch', await reference, '--from', '2', '--rounds', '5', '--out', out, ...INLINE);
    const withoutDigest = (line: string) => ({ ...(JSON.parse(line) as object), digest: null });
    const rounds = readRounds(out).map(withoutDigest);
    expect(rounds).toHaveLength(5);
    const expected = readRounds(await reference).map(withoutDigest);
    // Round 3 was the last one of the recording, in which more is measured.
    expect(rounds.slice(0, 3)).toEqual(expected.slice(0, 3));
  });
});
