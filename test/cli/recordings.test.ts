import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RoundRecord } from '../../src/rounds/round.js';
import { verifyRun } from '../../src/runs/verify.js';
import { oraclePath } from '../support/oracles.js';
import { krumble } from '../support/inProcess.js';
import { krumbleProcess, start } from '../support/program.js';
import { copyRun, QUIET, readContent, recordSmall } from '../support/recordedRun.js';
import { small } from '../support/small.js';

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-recordings-'));
const run = 'reference';
beforeAll(async () => {
  await recordSmall(cwd);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const recordsIn = (folder: string) =>
  readFileSync(path.join(cwd, folder, 'rounds.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RoundRecord);
const readBytes = (file: string) => (lstatSync(file).isFile() ? readFileSync(file, 'latin1') : null);
const plan = (name: string, content: object) => {
  writeFileSync(path.join(cwd, name), JSON.stringify(content));
  return name;
};

describe('krumble replay', () => {
  test('says that every round is equal, on any number of threads', async () => {
    const before = readContent(path.join(cwd, run));
    for (const threads of ['1', '3']) {
      const { code, stdout, stderr } = await krumble(['replay', run, '--threads', threads, '--ui', 'lines'], {
        cwd,
      });
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('rounds     6 of 6\n');
      expect(stdout).toContain('replay     rounds 0 to 5 equal to the recording, bit for bit\n');
      expect(stdout).toContain(`digest     ${recordsIn(run)[5].digest}\n`);
      expect(stderr).toMatch(/^replay of reference: small: 11 workers/);
    }
    expect(readContent(path.join(cwd, run))).toEqual(before);
  });

  test('starts at a checkpoint with --from, and names those there are', async () => {
    const from = await krumble(['replay', run, '--from', '4', ...QUIET], { cwd });
    expect(from.stdout).toContain('replay     rounds 4 to 5 equal to the recording, bit for bit\n');
    const none = await krumble(['replay', run, '--from', '3'], { cwd });
    expect(none).toEqual({
      code: 2,
      stdout: '',
      stderr: 'krumble: --from: there is no such checkpoint, found 3, allowed 0, 2, 4\n',
    });
  });

  test.each([
    ['an honest worker', 'worker/7', 'worker/7', 'reports.7'],
    ['a corrupted worker', 'worker/1', 'worker/1', 'confided.1'],
  ])(
    'finds one flipped bit in the gradient of %s, names it and exits with 3',
    async (_, actor, found, field) => {
      const faults = plan('flip.yaml', { threads: [{ kind: 'flip', actor, round: 4 }] });
      const args = ['replay', run, '--faults', faults, '--threads', '1', '--ui'];
      const quiet = await krumble([...args, 'quiet'], { cwd });
      expect([quiet.code, quiet.stderr]).toEqual([3, '']);
      const [kind, index] = field.split('.') as ['reports' | 'confided', string];
      const recorded = recordsIn(run)[4][kind]![Number(index)];
      const lines = quiet.stdout.split('\n');
      expect(lines[0]).toBe(
        `different  round 4, ${found}: ${field}; all rounds before are equal, bit for bit`,
      );
      expect(lines[1]).toBe(`recorded   ${recorded}`);
      expect(lines[2]).toMatch(/^replayed {3}[0-9a-f]{16}$/);
      expect(lines[2]).not.toContain(recorded);
      const json = await krumble([...args, 'json'], { cwd });
      const last = JSON.parse(json.stdout.trimEnd().split('\n').at(-1)!) as object;
      expect(json.code).toBe(3);
      expect(last).toMatchObject({
        type: 'result',
        ending: 'diverged',
        difference: { round: 4, actor, field },
      });
    },
  );

  test('plays a run that was killed as far as it went', async () => {
    const folder = copyRun(path.join(cwd, run), cwd, 'short');
    for (const name of ['SHA256SUMS', 'result.json', 'checkpoints']) {
      rmSync(path.join(folder, name), { recursive: true });
    }
    const journal = readFileSync(path.join(folder, 'rounds.jsonl'), 'utf8');
    writeFileSync(path.join(folder, 'rounds.jsonl'), journal.split('\n').slice(0, 3).join('\n') + '\n{"torn');
    const { code, stdout } = await krumble(['replay', 'short', ...QUIET], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('replay     rounds 0 to 2 equal to the recording, bit for bit\n');
  });

  test('needs no file of initial parameters but the run itself', { timeout: 120_000 }, async () => {
    cpSync(oraclePath('initial-mnist-mlp.safetensors'), path.join(cwd, 'initial.safetensors'));
    const scenario = plan('given.yaml', {
      ...small,
      training: { rounds: 3, initial: 'initial.safetensors' },
    });
    expect((await krumble(['run', scenario, '--out', 'given', ...QUIET], { cwd })).code).toBe(0);
    rmSync(path.join(cwd, 'initial.safetensors'));
    expect(readdirSync(path.join(cwd, 'given', 'checkpoints'))).toEqual([
      'round-000000.safetensors',
      'round-000003.safetensors',
    ]);
    const replayed = await krumble(['replay', 'given', ...QUIET], { cwd });
    expect([replayed.code, replayed.stderr]).toEqual([0, '']);
    const branched = await krumble(
      ['branch', 'given', '--from', '2', '--set', 'defense.rule=mean', '--out', 'given-mean', ...QUIET],
      { cwd },
    );
    expect(branched.code, branched.stderr).toBe(0);
    expect((await krumble(['replay', 'given-mean', ...QUIET], { cwd })).code).toBe(0);
    verifyRun(path.join(cwd, 'given-mean'));
    const again = plan('again.yaml', {
      ...small,
      training: { rounds: 1, initial: 'given/checkpoints/round-000003.safetensors' },
    });
    expect((await krumble(['run', again, '--out', 'again', ...QUIET], { cwd })).code).toBe(0);
  });
});

describe('krumble branch', () => {
  test(
    'has the rounds of its parent and goes on otherwise; it can be replayed, and branched again',
    { timeout: 120_000 },
    async () => {
      const change = ['--set', 'defense.rule=trimmed-mean', '--set', 'workers.corrupted=3', '--rounds', '8'];
      const branched = await krumble(['branch', run, '--from', '3', ...change, ...QUIET], { cwd });
      expect(branched.code, branched.stderr).toBe(0);
      const folder = path.join('runs', 'reference-from-3,defense=trimmed-mean,workers.corrupted=3');
      const [parent, child] = [recordsIn(run), recordsIn(folder)];
      expect(child).toHaveLength(8);
      expect(child.slice(0, 3)).toEqual(parent.slice(0, 3));
      expect(child[3].digest).not.toBe(parent[3].digest);
      expect(child[3].reports.slice(3)).toEqual(parent[3].reports.slice(3));
      const manifest = JSON.parse(readFileSync(path.join(cwd, folder, 'manifest.json'), 'utf8')) as object;
      expect(manifest).toMatchObject({
        scenario: {
          name: 'small, from round 3 with defense=trimmed-mean, workers.corrupted=3, training.rounds=8',
          defense: { rule: 'trimmed-mean', declared: 3 },
          workers: { corrupted: 3 },
          training: { rounds: 8 },
        },
        history: [
          {
            until: 3,
            run: 'reference',
            digest: parent[2].digest,
            scenario: { defense: { rule: 'krum', declared: 2 } },
            change: ['defense.rule="trimmed-mean"', 'workers.corrupted=3', 'training.rounds=8'],
          },
        ],
      });
      for (const from of ['0', '3']) {
        const { code, stdout } = await krumble(['replay', folder, '--from', from, ...QUIET], { cwd });
        expect(code).toBe(0);
        expect(stdout).toContain(`replay     rounds ${from} to 7 equal to the recording, bit for bit\n`);
      }
      verifyRun(path.join(cwd, folder));
      const again = [
        'branch',
        folder,
        '--from',
        '5',
        '--set',
        'attack.name=none',
        '--out',
        'twice',
        ...QUIET,
      ];
      expect((await krumble(again, { cwd })).code).toBe(0);
      expect(recordsIn('twice').slice(0, 5)).toEqual(child.slice(0, 5));
      expect(readFileSync(path.join(cwd, 'twice', 'manifest.json'), 'utf8')).toContain(
        '"small, from round 3 with defense=trimmed-mean, workers.corrupted=3, training.rounds=8, from round 5 with attack=none"',
      );
      expect((await krumble(['replay', 'twice', ...QUIET], { cwd })).code).toBe(0);
      verifyRun(path.join(cwd, 'twice'));
    },
  );

  test('from the last round with more rounds goes on where the run ended', async () => {
    const args = ['branch', run, '--from', '6', '--rounds', '7', '--out', 'longer', ...QUIET];
    expect((await krumble(args, { cwd })).code).toBe(0);
    expect(recordsIn('longer').slice(0, 6)).toEqual(recordsIn(run));
    expect(recordsIn('longer')).toHaveLength(7);
  });

  test.each<[string, string[], RegExp]>([
    ['no change', ['--from', '3'], /^krumble: --set: found nothing, allowed at least one change/],
    [
      'a round that is not there',
      ['--from', '7', '--seed', '1'],
      /^krumble: --from: found "7", allowed a whole number from 1 to 6$/,
    ],
    ['round 0', ['--from', '0', '--seed', '1'], /^krumble: --from: found "0"/],
    [
      'an impossible rule',
      ['--from', '3', '--set', 'workers.corrupted=5', '--set', 'defense.rule=bulyan'],
      /defense\.rule: bulyan \(authors\) cannot work/,
    ],
    [
      'rounds that are over',
      ['--from', '6', '--set', 'seed=4'],
      /training\.rounds: found 6, allowed more than 6, where the branch begins$/,
    ],
    [
      'other initial parameters',
      ['--from', '3', '--set', 'training.initial=x'],
      /^krumble: --set training\.initial=x: training\.initial: a branch cannot change it, found "x"$/,
    ],
    [
      'a typing mistake',
      ['--from', '3', '--set', 'defense.rle=mean'],
      /defense\.rle: unknown key \(did you mean rule\?\)/,
    ],
    [
      'itself as target',
      ['--from', '3', '--seed', '4', '--out', 'reference', '--force'],
      /^krumble: reference: --out: is the run to branch from$/,
    ],
  ])('refuses %s and writes nothing', async (_, args, message) => {
    const before = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort();
    const { code, stdout, stderr } = await krumble(['branch', run, ...args], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toMatch(message);
    expect(readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
  });
});

describe('a branch of a branch', () => {
  test('goes on from the scenario that would have come next', { timeout: 120_000 }, async () => {
    const first = [
      'branch',
      run,
      '--from',
      '4',
      '--set',
      'defense.rule=mean',
      '--rounds',
      '8',
      '--out',
      'b1',
    ];
    expect((await krumble([...first, ...QUIET], { cwd })).code).toBe(0);
    const second = ['branch', 'b1', '--from', '4', '--set', 'attack.z=2', '--out', 'b2', ...QUIET];
    expect((await krumble(second, { cwd })).code).toBe(0);
    const manifest = JSON.parse(readFileSync(path.join(cwd, 'b2', 'manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({
      scenario: { defense: { rule: 'mean' }, attack: { z: 2 }, training: { rounds: 8 } },
      history: [
        {
          until: 4,
          scenario: { defense: { rule: 'krum' } },
          change: ['defense.rule="mean"', 'training.rounds=8', 'attack.z=2'],
        },
      ],
    });
    expect((await krumble(['replay', 'b2', ...QUIET], { cwd })).code).toBe(0);
    verifyRun(path.join(cwd, 'b2'));
  });

  test('never replaces the run it comes from, by whatever path', async () => {
    mkdirSync(path.join(cwd, 'sub'));
    copyRun(path.join(cwd, run), path.join(cwd, 'sub'), 'parent');
    symlinkSync('sub', path.join(cwd, 'linked'));
    const before = readContent(path.join(cwd, 'sub', 'parent'));
    const args = ['branch', 'sub/parent', '--from', '3', '--seed', '2', '--out', 'linked/parent', '--force'];
    const { code, stderr } = await krumble(args, { cwd });
    expect([code, stderr]).toEqual([2, 'krumble: linked/parent: --out: is the run to branch from\n']);
    expect(readContent(path.join(cwd, 'sub', 'parent'))).toEqual(before);
  });
});

describe('krumble run --force', () => {
  test('does not follow a link in the place of the checkpoints', async () => {
    const victim = copyRun(path.join(cwd, run), cwd, 'victim');
    const folder = copyRun(path.join(cwd, run), cwd, 'bait');
    rmSync(path.join(folder, 'checkpoints'), { recursive: true });
    symlinkSync('../victim/checkpoints', path.join(folder, 'checkpoints'));
    const { code, stderr } = await krumble(['run', 'small.yaml', '--out', 'bait', '--force'], { cwd });
    expect([code, stderr]).toEqual([
      2,
      'krumble: bait: --out: its checkpoints is no folder; krumble does not write there\n',
    ]);
    verifyRun(victim);
  });
});

test('a disk that fails at the very end is told, and the run can be resumed', async () => {
  const args = ['run', 'small.yaml', '--checkpoint-every', '2', '--out', 'nearly', '--threads', '1'];
  const faults = plan('full.yaml', { disk: [{ kind: 'full', operation: 50 }] });
  const failed = await krumble([...args, '--faults', faults], { cwd });
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(
    'nearly: its end cannot be recorded: the disk is full; what was recorded before stays good',
  );
  expect((await krumble(['resume', 'nearly', ...QUIET], { cwd })).code).toBe(0);
  verifyRun(path.join(cwd, 'nearly'));
});

test('a disk that fails at the beginning leaves no folder behind', async () => {
  const faults = plan('full.yaml', { disk: [{ kind: 'full', operation: 1 }] });
  const { code, stderr } = await krumble(['run', 'small.yaml', '--faults', faults, '--ui', 'lines'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/small: the run cannot be begun: the disk is full; no round was played\n$/);
  expect(existsSync(path.join(cwd, 'runs', 'small'))).toBe(false);
});

describe('krumble compare', () => {
  test('says where runs part, what differs, and how they ended', async () => {
    const args = ['branch', run, '--from', '2', '--set', 'defense.rule=mean', '--out', 'other', ...QUIET];
    expect((await krumble(args, { cwd })).code).toBe(0);
    const { code, stdout, stderr } = await krumble(['compare', run, 'other', '--ascii'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(
      'other: rounds 0 to 1 equal, bit for bit,\n  with reference; they part in round 2, at server: scores\n',
    );
    expect(stdout).toMatch(/\ndefense\.rule +krum +mean\n/);
    expect(stdout).toMatch(/\nrounds +6 +6\n/);
    expect(stdout).not.toMatch(/[^\x00-\x7f]/);
    const json = JSON.parse((await krumble(['compare', run, 'other', '--json'], { cwd })).stdout) as object;
    expect(json).toMatchObject({
      runs: [
        { folder: run, parting: null, roundsEqual: 6 },
        { folder: 'other', parting: { round: 2 }, roundsEqual: 2 },
      ],
      scenario: [{ field: 'name' }, { field: 'defense.rule', values: ['krum', 'mean'] }],
    });
  });

  test('says that a run is equal to itself', async () => {
    copyRun(path.join(cwd, run), cwd, 'same');
    const { stdout } = await krumble(['compare', run, 'same'], { cwd });
    expect(stdout).toContain('same: equal to reference, bit for bit,\n  in the 6 rounds that both have\n');
    expect(stdout).toMatch(/\nscenario +the same\n/);
  });

  test('wants two', async () => {
    const { code, stderr } = await krumble(['compare', run], { cwd });
    expect([code, stderr]).toEqual([2, 'krumble: compare: found 1 run, allowed two or more\n']);
  });
});

describe('krumble resume', () => {
  test('goes on with a run that was interrupted, as if it had not been', { timeout: 120_000 }, async () => {
    const args = ['run', 'small.yaml', '--rounds', '40', '--checkpoint-every', '15'];
    expect((await krumble([...args, '--out', 'whole', ...QUIET], { cwd })).code).toBe(0);
    const running = start([...args, '--out', 'stopped', '--ui', 'lines'], { cwd });
    await running.saw('(4/40)');
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    const sealed = verifyRun(path.join(cwd, 'stopped'));
    expect(sealed.result.complete).toBe(false);
    const resumed = await krumble(['resume', 'stopped', '--ui', 'lines', '--threads', '1'], { cwd });
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toMatch(
      new RegExp(`\\n${sealed.result.rounds} rounds are recorded; the last \\d+ of them`),
    );
    expect(readContent(path.join(cwd, 'stopped'))).toEqual(readContent(path.join(cwd, 'whole')));
    verifyRun(path.join(cwd, 'stopped'));
  });

  test('of a complete run has nothing to do', async () => {
    const before = readContent(path.join(cwd, run));
    const { code, stdout, stderr } = await krumble(['resume', run], { cwd });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'reference: the run is complete, there is nothing to resume\n',
    });
    expect(readContent(path.join(cwd, run))).toEqual(before);
  });

  test('leaves a copy of the run by hard links as it was', async () => {
    const folder = copyRun(path.join(cwd, run), cwd, 'linked-run');
    for (const name of ['SHA256SUMS', 'result.json', 'checkpoints/round-000006.safetensors']) {
      rmSync(path.join(folder, name));
    }
    const journal = path.join(folder, 'rounds.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n', 5);
    writeFileSync(journal, `${lines.join('\n')}\n{"torn`);
    const backup = path.join(cwd, 'backup');
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const [from, to] = [folder, backup].map((one) => path.join(one, name));
      if (!lstatSync(from).isFile()) continue;
      mkdirSync(path.dirname(to), { recursive: true });
      linkSync(from, to);
    }
    const bytes = () => readdirSync(backup).map((name) => [name, readBytes(path.join(backup, name))]);
    const before = bytes();
    const { code, stderr } = await krumble(['resume', 'linked-run', ...QUIET], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(bytes()).toEqual(before);
    expect(readContent(folder)).toEqual(readContent(path.join(cwd, run)));
    expect(readdirSync(folder).sort()).toEqual(readdirSync(path.join(cwd, run)).sort());
  });

  test('refuses a run that a process is writing, and one of another version', async () => {
    const running = start(['run', 'small.yaml', '--rounds', '400', '--out', 'busy', '--ui', 'lines'], {
      cwd,
    });
    await running.saw('(1/400)');
    const busy = await krumble(['resume', 'busy'], { cwd });
    expect([busy.code, busy.stdout]).toEqual([2, '']);
    expect(busy.stderr).toMatch(
      /^krumble: busy: process \d+ is writing to this run, allowed one at a time\n$/,
    );
    const forced = await krumble(['run', 'small.yaml', '--out', 'busy', '--force'], { cwd });
    expect(forced.code).toBe(2);
    expect(forced.stderr).toContain('is writing to this run');
    running.kill('SIGKILL');
    await running.ended;
  });

  test('takes no run that was altered after it had ended, and changes nothing of it', async () => {
    const running = start(['run', 'small.yaml', '--rounds', '60', '--out', 'halved', '--ui', 'lines'], {
      cwd,
    });
    await running.saw('(4/60)');
    running.kill('SIGINT');
    await running.ended;
    const folder = path.join(cwd, 'halved');
    const { readManifest } = await import('../../src/runs/readManifest.js');
    const { manifestText } = await import('../../src/runs/manifest.js');
    const file = path.join(folder, 'manifest.json');
    const manifest = readManifest(file);
    writeFileSync(file, manifestText({ ...manifest, scenario: { ...manifest.scenario, name: 'forged' } }));
    const before = readdirSync(folder).sort();
    const { code, stderr } = await krumble(['resume', 'halved', ...QUIET], { cwd });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^krumble: halved\/SHA256SUMS:\d: manifest\.json: found/);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  test('stops with exit code 3 when a recorded round does not come out again, and leaves the journal as it was', async () => {
    const folder = copyRun(path.join(cwd, run), cwd, 'forged');
    const journal = path.join(folder, 'rounds.jsonl');
    const { forgeJournal } = await import('../support/forge.js');
    forgeJournal(folder, 5, (record) => ({ ...record, trainLoss: 1 }));
    for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(folder, name));
    rmSync(path.join(folder, 'checkpoints', 'round-000006.safetensors'));
    const before = readFileSync(journal, 'utf8');
    const names = readdirSync(folder).sort();
    const { code, stdout } = await krumble(['resume', 'forged', ...QUIET], { cwd });
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^different {2}round 5, workers: trainLoss; .*\nrecorded {3}1 \(bits 3ff0000000000000\)\nreplayed {3}4\.\d+ \(bits 40[0-9a-f]{14}\)\n/,
    );
    expect(readFileSync(journal, 'utf8')).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(names);
    const replayed = await krumbleProcess(['replay', 'forged', ...QUIET], { cwd });
    expect([replayed.code, replayed.stdout.split('\n')[0]]).toEqual([
      3,
      'different  round 5, workers: trainLoss; all rounds before are equal, bit for bit',
    ]);
  });
});

describe('a link to a run', () => {
  test.each<[string, string[], string]>([
    ['replay', QUIET, 'bit for bit'],
    ['verify', [], 'good       6 rounds, complete'],
    ['watch', ['--ui', 'quiet'], 'rounds     6 of 6'],
    ['compare', ['other-run'], 'in the 6 rounds that both have'],
    ['report', ['-o', 'linked.html'], 'linked.html'],
    ['resume', [], 'reference: the run is complete'],
    ['branch', ['--from', '6', '--rounds', '7', ...QUIET], 'rounds     7 of 7'],
  ])('is read through by krumble %s', async (command, args, said) => {
    if (!existsSync(path.join(cwd, 'latest'))) symlinkSync(run, path.join(cwd, 'latest'));
    if (!existsSync(path.join(cwd, 'other-run'))) copyRun(path.join(cwd, run), cwd, 'other-run');
    for (const [k, link] of ['latest', 'latest/', path.join(cwd, 'latest')].entries()) {
      const out = command === 'branch' ? ['--out', `from-link-${k}`] : [];
      const { code, stdout, stderr } = await krumble([command, link, ...args, ...out], { cwd });
      expect(code, stderr).toBe(0);
      expect(stdout + stderr).toContain(said);
    }
    if (command !== 'branch') return;
    const manifest = JSON.parse(
      readFileSync(path.join(cwd, 'from-link-0', 'manifest.json'), 'utf8'),
    ) as object;
    expect(manifest).toMatchObject({ history: [{ run }] });
  });

  test('is gone on with where it led when resume began', async () => {
    const args = ['run', 'small.yaml', '--out', 'begun', '--checkpoint-every', '2', ...QUIET];
    const faults = plan('kill.yaml', { disk: [{ kind: 'full', operation: 30 }] });
    expect((await krumble([...args, '--faults', faults], { cwd })).code).toBe(1);
    symlinkSync('begun', path.join(cwd, 'newest'));
    expect((await krumble(['resume', 'newest/', ...QUIET], { cwd })).code).toBe(0);
    expect(readContent(path.join(cwd, 'begun'))).toEqual(readContent(path.join(cwd, run)));
    expect(lstatSync(path.join(cwd, 'newest')).isSymbolicLink()).toBe(true);
  });

  test.each([
    ['nowhere', 'to-nowhere: there is no such file or folder'],
    ['itself', 'to-itself: its links lead in a circle'],
    ['small.yaml', 'small.yaml: is not a run folder'],
  ])('that leads to %s is refused', async (target, problem) => {
    const link = `to-${target}`;
    symlinkSync(target === 'itself' ? link : target, path.join(cwd, link));
    const { code, stderr } = await krumble(['replay', link], { cwd });
    expect([code, stderr]).toEqual([2, `krumble: ${problem}\n`]);
  });

  test('is no place for a new run, which would be written where it leads', async () => {
    for (const command of [
      ['run', 'small.yaml'],
      ['branch', run, '--from', '3', '--seed', '4'],
    ]) {
      const { code, stderr } = await krumble([...command, '--out', 'newest/', '--force'], { cwd });
      expect([code, stderr]).toEqual([2, 'krumble: newest/: --out: is a link, not a folder\n']);
    }
  });
});

test.each(['replay', 'resume', 'branch', 'compare', 'verify'])(
  'krumble %s says what is wrong with a folder that holds no run',
  async (command) => {
    const args = { branch: ['--from', '1', '--seed', '2'], compare: ['reference'] }[command] ?? [];
    for (const [folder, problem] of [
      ['nowhere', 'nowhere: there is no such file or folder'],
      ['small.yaml', 'small.yaml: is not a run folder'],
      ['reference/checkpoints', 'reference/checkpoints: holds no run: there is no manifest.json'],
    ]) {
      const { code, stdout, stderr } = await krumble([command, folder, ...args], { cwd });
      expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `krumble: ${problem}\n` });
    }
  },
);
