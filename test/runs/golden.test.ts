import {
  copyFileSync,
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
import { QUIET } from '../support/recordedRun.js';
import { small, variations } from '../support/small.js';

// KRUMBLE_GOLDEN=write records them anew.
// That is for an intended change of results, named in the commit and in docs/determinism.md.
const WRITE = process.env.KRUMBLE_GOLDEN === 'write';
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
};

test.runIf(WRITE)('record them', { timeout: 300_000 }, async () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'krumble-golden-'));
  const record = async (name: string, args: string[]) => {
    const { code, stderr } = await krumble([...args, '--out', path.join(parent, name), ...QUIET]);
    expect(code, stderr).toBe(0);
    mkdirSync(path.join(FOLDER, name), { recursive: true });
    for (const file of FILES) copyFileSync(path.join(parent, name, file), path.join(FOLDER, name, file));
  };
  for (const [name, scenario] of Object.entries(scenarios)) {
    const file = path.join(parent, `${name}.yaml`);
    writeFileSync(file, JSON.stringify({ ...scenario, name }));
    await record(name, ['run', file]);
  }
  const change = ['--set', 'defense.rule=bulyan', '--set', 'attack.z=0.5'];
  await record('branch', ['branch', path.join(parent, 'krum'), '--from', '3', ...change]);
  rmSync(parent, { recursive: true });
});

const recorded = readdirSync(FOLDER).filter((name) => !name.includes('.'));

test('there is one for each way to aggregate, attack and report, one without an attack, one all corrupted, a branch', () => {
  expect(recorded.sort()).toEqual([...Object.keys(scenarios), 'branch'].sort());
});

test.each(recorded)('the recording %s is played again bit for bit', async (name) => {
  const folder = path.join(FOLDER, name);
  const last = readFileSync(path.join(folder, 'rounds.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!;
  const { digest } = JSON.parse(last) as { digest: string };
  const { code, stdout, stderr } = await krumble(['replay', folder, '--threads', '2', '--ui', 'quiet']);
  expect(code, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toContain(
    `replay     rounds 0 to 5 equal to the recording, bit for bit\ndigest     ${digest}\n`,
  );
});
