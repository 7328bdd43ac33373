import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listStateTensors, MOMENTA } from '../../src/actors/stateTensors.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { encodeCheckpoint, readCheckpoint } from '../../src/runs/checkpoint.js';
import { manifestIn } from '../../src/runs/recording.js';
import { verifyRun } from '../../src/runs/verify.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { krumble } from '../support/inProcess.js';
import { oraclePath } from '../support/oracles.js';
import { krumbleProcess } from '../support/program.js';
import { copyRun, holdsRun, QUIET, readContent, recordSmall } from '../support/recordedRun.js';
import { small } from '../support/small.js';

// Of operations on the disk, those at which runs are killed; KRUMBLE_KILL_STRIDE=1 takes more of them.
const isThorough = process.env.KRUMBLE_KILL_STRIDE === '1';
const OPERATIONS = isThorough ? [4, 8, 11, 13, 16, 18] : [4, 16];
const FORCED = isThorough ? [1, 3, 6, 9, 12, 15] : [6, 15];

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-killed-'));
const run = 'reference';
beforeAll(async () => {
  await recordSmall(cwd);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const plan = (name: string, content: object) => {
  writeFileSync(path.join(cwd, name), JSON.stringify(content));
  return name;
};

describe('krumble run --force', () => {
  test('that is killed at any operation can be repeated', { timeout: 240_000 }, async () => {
    for (const operation of FORCED) {
      copyRun(path.join(cwd, run), cwd, `forced-${operation}`);
      const args = [
        'run',
        'small.yaml',
        '--seed',
        '9',
        '--rounds',
        '1',
        '--force',
        ...QUIET,
        '--out',
        `forced-${operation}`,
      ];
      const faults = plan('kill.yaml', { disk: [{ kind: 'kill', operation }] });
      expect((await krumbleProcess([...args, '--faults', faults], { cwd })).code).toBeNull();
      expect((await krumble(args, { cwd })).code, `operation ${operation}`).toBe(0);
      expect(verifyRun(path.join(cwd, `forced-${operation}`)).result.rounds).toBe(1);
    }
  });
});

test(
  'a run and a branch that are killed early, and have a state from elsewhere, end as if they had not been',
  { timeout: 300_000 },
  async () => {
    cpSync(oraclePath('initial-mnist-mlp.safetensors'), path.join(cwd, 'start.safetensors'));
    plan('start.yaml', { ...small, training: { rounds: 2, initial: 'start.safetensors' } });
    const commands = {
      begun: ['run', 'start.yaml'],
      branched: ['branch', run, '--from', '3', '--set', 'attack.z=2'],
    };
    for (const [name, command] of Object.entries(commands)) {
      const args = [...command, '--checkpoint-every', '2', ...QUIET, '--out'];
      expect((await krumble([...args, name], { cwd })).code).toBe(0);
      for (const operation of OPERATIONS) {
        const out = `${name}-${operation}`;
        const faults = plan('kill.yaml', { disk: [{ kind: 'kill', operation }] });
        expect((await krumbleProcess([...args, out, '--faults', faults], { cwd })).code).toBeNull();
        const again = holdsRun(path.join(cwd, out)) ? ['resume', out, ...QUIET] : [...args, out];
        const { code, stderr } = await krumble(again, { cwd });
        expect(code, `${name}, operation ${operation}: ${stderr}`).toBe(0);
        expect(readContent(path.join(cwd, out)), `${name}, operation ${operation}`).toEqual(
          readContent(path.join(cwd, name)),
        );
      }
    }
  },
);

test(
  'workers’ momenta are kept: runs and branches with them that are killed end as if they had not been',
  { timeout: 300_000 },
  async () => {
    plan('momentum.yaml', { ...small, training: { rounds: 5, workerMomentum: 0.9 } });
    const begun = ['run', 'momentum.yaml'];
    const commands = {
      momenta: begun,
      'momenta-from-then-on': ['branch', run, '--from', '3', '--set', 'training.workerMomentum=0.9'],
      'no-momenta-any-more': ['branch', 'momenta', '--from', '3', '--set', 'training.workerMomentum=0'],
      'other-workers': ['branch', 'momenta', '--from', '3', '--set', 'workers.count=13'],
    };
    const killed = isThorough ? Object.keys(commands) : ['momenta', 'momenta-from-then-on'];
    for (const [name, command] of Object.entries(commands)) {
      const args = [...command, '--checkpoint-every', '2', ...QUIET, '--out'];
      expect((await krumble([...args, name], { cwd })).stderr).toBe('');
      verifyRun(path.join(cwd, name));
      if (!killed.includes(name)) continue;
      const out = `${name}-killed`;
      const faults = plan('kill.yaml', { disk: [{ kind: 'kill', operation: 16 }] });
      expect((await krumbleProcess([...args, out, '--faults', faults], { cwd })).code).toBeNull();
      const again = holdsRun(path.join(cwd, out)) ? ['resume', out, ...QUIET] : [...args, out];
      const { code, stderr } = await krumble(again, { cwd });
      expect(code, `${name}: ${stderr}`).toBe(0);
      expect(readContent(path.join(cwd, out)), name).toEqual(readContent(path.join(cwd, name)));
    }
  },
);

test('a checkpoint with momenta serves as initial parameters', async () => {
  const initial = `training.initial=${path.join(cwd, 'momenta', 'checkpoints', 'round-000004.safetensors')}`;
  const args = ['run', 'small.yaml', '--set', initial, '--rounds', '1', '--out', 'from-momenta'];
  const { code, stderr } = await krumble([...args, ...QUIET], { cwd });
  expect([code, stderr]).toEqual([0, '']);
});

test('a momentum in a checkpoint that no worker had is found by the journal', async () => {
  const folder = copyRun(path.join(cwd, 'momenta'), cwd, 'forged-momenta');
  for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(folder, name));
  const file = path.join(folder, 'checkpoints', 'round-000004.safetensors');
  const { scenario } = manifestIn(folder);
  const entries = findEntries(builtIn, scenario);
  const tensors = listStateTensors(scenario, entries);
  const state = readCheckpoint(file, 4, entries.model, tensors);
  expect(state.tensors[MOMENTA]).toHaveLength(11 * 79_510);
  state.tensors[MOMENTA][7 * 79_510 + 5] += 1e-3;
  writeFileSync(file, encodeCheckpoint(state, entries.model, tensors));
  expect(() => verifyRun(folder)).toThrow(
    /round-000004\.safetensors: momenta\.7: found [0-9a-f]{16}, allowed/,
  );
});
