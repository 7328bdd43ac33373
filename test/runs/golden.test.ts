import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { pairs } from '../support/goldenPairs.js';
import { QUIET } from '../support/recordedRun.js';
import { small, variations } from '../support/small.js';

// KRUMBLE_GOLDEN=write records them anew.
// That is for an intended change of results, named in the commit and in docs/determinism.md.
// KRUMBLE_GOLDEN=new records those that are not there.
const WRITE = ['write', 'new'].includes(process.env.KRUMBLE_GOLDEN ?? '');
// KRUMBLE_GOLDEN=all plays them on 1, 2 and 4 threads too: starting these takes longer than the rounds.
const THREADS = process.env.KRUMBLE_GOLDEN === 'all' ? ['1', '2', '4'] : [];
const EXECUTORS = [
  ['--executor', 'inline'],
  ...THREADS.map((threads) => ['--threads', threads, '--awake', threads]),
];
const FOLDER = fileURLToPath(new URL('../golden/', import.meta.url));
const FILES = ['manifest.json', 'rounds.jsonl'];

const everyone = { count: 11, corrupted: 11, batch: 20 };
const scenarios: Record<string, object> = {
  mean: { ...small, defense: { rule: 'mean' } },
  krum: small,
  'krum-published': { ...small, defense: { rule: 'krum', variant: 'published' } },
  'trimmed-mean': { ...small, defense: { rule: 'trimmed-mean' } },
  'trimmed-mean-published': { ...small, defense: { rule: 'trimmed-mean', variant: 'published' } },
  bulyan: { ...small, defense: { rule: 'bulyan' } },
  'bulyan-published': { ...small, defense: { rule: 'bulyan', variant: 'published' } },
  unattacked: {
    ...small,
    attack: { name: 'none' },
    training: { rounds: 6, momentum: 0, l2: 0, fading: 'none' },
  },
  'everyone-sequential': {
    ...small,
    data: { ...small.data, order: 'sequential' },
    workers: everyone,
    defense: { rule: 'mean' },
  },
  'chain-trimmed-mean': { ...small, defense: { rule: 'trimmed-mean', before: ['arc', 'nnm'] } },
  'bucketing-median': { ...small, defense: { rule: 'median', before: ['bucketing', 'clipping'] } },
  'centered-clipping': { ...small, defense: { rule: 'centered-clipping', tau: 0.5, steps: 2 } },
  'clipped-clustering': { ...small, defense: { rule: 'clipped-clustering' } },
  fltrust: { ...small, defense: { rule: 'fltrust', root: 50 } },
  foolsgold: { ...small, defense: { rule: 'foolsgold' } },
  crfl: { ...small, defense: { rule: 'crfl', limit: 1 } },
  'flame-noise': { ...small, defense: { rule: 'flame', noise: 0.001 } },
  'signguard-flpoison': { ...small, defense: { rule: 'signguard', variant: 'flpoison' } },
  ...variations,
  ...pairs,
};

test.runIf(WRITE)('record them', { timeout: 300_000 }, async () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'krumble-golden-'));
  const record = async (name: string, args: string[]) => {
    const { code, stderr } = await krumble([...args, '--out', path.join(parent, name), ...QUIET]);
    expect(code, stderr).toBe(0);
    mkdirSync(path.join(FOLDER, name), { recursive: true });
    for (const file of FILES) copyFileSync(path.join(parent, name, file), path.join(FOLDER, name, file));
  };
  const isWanted = (name: string) =>
    process.env.KRUMBLE_GOLDEN === 'write' || !existsSync(path.join(FOLDER, name));
  for (const [name, scenario] of Object.entries(scenarios).filter(([one]) => isWanted(one))) {
    const file = path.join(parent, `${name}.yaml`);
    writeFileSync(file, JSON.stringify({ ...scenario, name }));
    await record(name, ['run', file]);
  }
  const change = ['--set', 'defense.rule=bulyan', '--set', 'attack.z=0.5'];
  if (isWanted('branch'))
    await record('branch', ['branch', path.join(parent, 'krum'), '--from', '3', ...change]);
  rmSync(parent, { recursive: true });
});

const recorded = readdirSync(FOLDER).filter((name) => !name.includes('.'));

test('there is one for each way to aggregate, attack and report, one without an attack, one all corrupted, a branch', () => {
  expect(recorded.sort()).toEqual([...Object.keys(scenarios), 'branch'].sort());
});

test('every rule, transform, attack, partition, schedule and kind of update is in one of them', () => {
  const texts = Object.values(scenarios).map((scenario) => JSON.stringify(scenario));
  const { rules, transforms, attacks, partitions, schedules, localUpdates } = builtIn;
  const entries: readonly { name: string }[] = [
    ...[...rules, ...transforms, ...attacks, ...partitions, ...schedules, ...localUpdates],
  ];
  const missing = entries.filter(({ name }) => !texts.some((text) => text.includes(`"${name}"`)));
  // What a scenario has that names none: shares dealt in turn, a fading rate, gradients of one batch.
  expect(missing.map(({ name }) => name)).toEqual(['dealt', 'inverse-time', 'single-batch']);
});

test.each(recorded)('the recording %s is played again bit for bit', async (name) => {
  const folder = path.join(FOLDER, name);
  const last = readFileSync(path.join(folder, 'rounds.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!;
  const { round, digest } = JSON.parse(last) as { round: number; digest: string };
  for (const executor of EXECUTORS) {
    const { code, stdout, stderr } = await krumble(['replay', folder, ...executor, '--ui', 'quiet']);
    expect(code, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toContain(
      `replay     rounds 0 to ${round} equal to the recording, bit for bit\ndigest     ${digest}\n`,
    );
  }
});
