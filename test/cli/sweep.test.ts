import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { badRule, use, writeModule } from '../support/ownModules.js';
import { start, temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

const GRID = { ...small, seed: [1, 2], defense: { rule: ['mean', 'krum'] }, training: { rounds: 10 } };

function folderWith(grid: object): string {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'grid.yaml'), JSON.stringify(grid));
  return cwd;
}

test('a sweep that is interrupted goes on where it was, runs nothing twice, and leaves tables of all', async () => {
  const cwd = folderWith(GRID);
  const args = ['sweep', 'grid.yaml', '--out', 'kept'];
  const listed = await krumble([...args, '--dry-run'], { cwd });
  expect(
    listed.stdout.match(/^seed \d, defense\.rule \w+: not there yet: kept\/[0-9a-f]{16}\n/gm),
  ).toHaveLength(4);
  expect(readdirSync(cwd)).toEqual(['grid.yaml']);

  const interrupted = start(args, { cwd });
  await interrupted.saw('1 of 4');
  interrupted.kill('SIGINT');
  const first = await interrupted.ended;
  expect(first.code).toBe(130);
  const kept = path.join(cwd, 'kept');
  const read = (name: string) => readFileSync(path.join(kept, name), 'utf8');
  const done = read('results.jsonl')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { run: string }).run);
  expect(done.length).toBeGreaterThanOrEqual(1);
  const times = () => done.map((run) => statSync(path.join(kept, run, 'SHA256SUMS')).mtimeMs);
  const before = times();

  const second = await krumble(args, { cwd });
  expect(second.code, second.stderr).toBe(0);
  expect(second.stderr).toMatch(new RegExp(`^${4 - done.length} runs to do\n`));
  expect(times()).toEqual(before);
  expect(second.stdout).toMatch(
    /^small\n\ndefense\.rule {2}at best +last 4 +at the end +runs\nmean .* 2 of 2\nkrum .* 2 of 2\n/,
  );
  expect(read('results.csv').split('\r\n')).toHaveLength(6);
  const { points } = JSON.parse(read('sweep.json')) as {
    points: { run: string; result: { digest: string } }[];
  };
  const digests = points.map(({ run, result }) => {
    const { digest } = JSON.parse(read(`${run}/result.json`)) as { digest: string };
    expect(result.digest).toBe(digest);
    return digest;
  });
  expect(new Set(digests).size).toBe(4);

  const third = await krumble(args, { cwd });
  expect(third).toEqual({ ...second, stderr: '' });

  // As if workers elsewhere had made them.
  for (const run of done) rmSync(path.join(kept, run), { recursive: true });
  const other = await krumble([...args, '--set', 'defense.rule=mean', '--set', 'seed=[2, 1]'], { cwd });
  expect([other.code, other.stderr]).toEqual([0, '']);
  const fourth = await krumble(args, { cwd });
  expect(fourth).toEqual(third);
});

test('a run and a sweep of one name each have a folder, and the sweep finds its own again', async () => {
  const cwd = folderWith(small);
  const [run, sweep] = ['run', 'sweep'].map((command) => [command, 'grid.yaml', '--rounds', '1']);
  const folders = async (args: string[]) =>
    (await krumble([...args, '--dry-run'], { cwd })).stdout.match(/runs\/[\w-]+(?=\/)/g);
  expect(await folders(sweep)).toEqual(['runs/grid']);
  expect((await krumble([...run, '--ui', 'quiet'], { cwd })).code).toBe(0);
  expect(await folders(sweep)).toEqual(['runs/grid-sweep']);
  sweep.push('--set', 'attack.name=none');
  const swept = await krumble(sweep, { cwd });
  expect([swept.code, swept.stdout]).toEqual([0, expect.stringMatching(/\nruns\/grid-sweep\n$/)]);
  // Named by what was changed, not by the old story; so are its runs.
  expect(swept.stdout).toMatch(/^small, attack=none\n/);
  const made = readdirSync(path.join(cwd, 'runs/grid-sweep')).find((name) => /^[0-9a-f]{16}$/.test(name))!;
  expect(readFileSync(path.join(cwd, 'runs/grid-sweep', made, 'manifest.json'), 'utf8')).toContain(
    '"small, attack=none"',
  );
  rmSync(path.join(cwd, 'runs/grid'), { recursive: true });
  expect(await krumble(sweep, { cwd })).toEqual({ ...swept, stderr: '' });
});

test('the mean of the last evaluations is told by how many there are', async () => {
  const cwd = folderWith({ ...small, evaluation: { every: 2 } });
  const told = async (rounds: number) => {
    const args = ['sweep', 'grid.yaml', '--rounds', String(rounds), '--out', `r${rounds}`];
    return (await krumble(args, { cwd })).stdout;
  };
  expect(await told(3)).toMatch(/^at best +last 2 +at the end[^]*last 2: of the last 2 evaluations/m);
  expect(await told(24)).toMatch(/^at best +last 10 +at the end[^]*last 10: of the last 10 evaluations/m);
});

test('a second sweep in a folder is refused at once, and one that was killed keeps nobody out', async () => {
  const cwd = folderWith(GRID);
  const args = ['sweep', 'grid.yaml', '--rounds', '20', '--out', 'kept'];
  const first = start(args, { cwd });
  await first.saw('4 runs to do');
  const second = await krumble(args, { cwd });
  expect(second).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^krumble: kept: process \d+ is writing to this sweep, allowed one at a time\n$/,
    ) as string,
  });
  const listed = await krumble([...args, '--dry-run'], { cwd });
  expect(listed.code, listed.stderr).toBe(0);
  await first.saw('1 of 4');
  first.kill('SIGKILL');
  await first.ended;
  const third = await krumble(args, { cwd });
  expect(third.code, third.stderr).toBe(0);
  expect(third.stdout).toMatch(/\nmean .* 2 of 2\nkrum .* 2 of 2\n/);
  expect(readdirSync(path.join(cwd, 'kept')).filter((name) => name.startsWith('lock'))).toEqual([]);
});

test('a grid is checked as a whole before anything is begun', async () => {
  const cwd = folderWith({
    ...GRID,
    defense: { rule: ['mean', 'bulyan'] },
    workers: { count: 11, corrupted: [2, 3] },
  });
  const { code, stdout, stderr } = await krumble(['sweep', 'grid.yaml'], { cwd });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /^krumble: grid\.yaml:1:\d+: defense\.rule: bulyan \(authors\) cannot work, .* 8 combinations, 2 of them/,
  );
  expect(readdirSync(cwd)).toEqual(['grid.yaml']);
  const listed = await krumble(['sweep', 'grid.yaml', '--skip-impossible', '--dry-run'], { cwd });
  expect(listed.stdout.trimEnd().split('\n')).toHaveLength(6);
  expect(listed.stderr).toMatch(/^2 left out: grid\.yaml:1:\d+: defense\.rule: bulyan/);
});

test('escape codes in the name of a folder reach no terminal', async () => {
  const cwd = folderWith({ ...small, seed: [1], training: { rounds: 1 } });
  const args = ['sweep', 'grid.yaml', '--out', 'x\u001b]0;title\u0007'];
  for (const more of [['--dry-run'], []]) {
    const { code, stdout, stderr } = await krumble([...args, ...more], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('x\\u001b]0;title\\u0007');
    expect(stdout + stderr).not.toMatch(/[\u001b\u0007]/);
  }
});

describe('what only a run would refuse', () => {
  /** Training image 0 is a 5, and so is no other: a right answer is no backdoor. */
  const TARGETS = {
    ...small,
    attack: { name: 'backdoor-sample', image: 0, target: [4, 5, 6] },
    training: { rounds: 1 },
  };
  const five = /grid\.yaml:1:\d+: attack\.target: training image 0 is of this class: .*, found 5/;

  test('is refused before the first run, or left out, and in a dry run too', async () => {
    const cwd = folderWith(TARGETS);
    for (const more of [[], ['--dry-run']]) {
      const { code, stdout, stderr } = await krumble(['sweep', 'grid.yaml', ...more], { cwd });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(five);
      expect(stderr).toContain('3 combinations, 1 of them no scenarios (--skip-impossible leaves them out)');
    }
    expect(readdirSync(cwd)).toEqual(['grid.yaml']);
    const swept = await krumble(['sweep', 'grid.yaml', '--skip-impossible', '--out', 'kept'], { cwd });
    expect(swept.code, swept.stderr).toBe(0);
    expect(swept.stderr).toMatch(/^1 left out: .*\n2 runs to do\n/);
    const checked = await krumble(['check', 'grid.yaml', '--set', 'attack.target=5'], { cwd });
    expect([checked.code, checked.stdout]).toEqual([2, '']);
    expect(checked.stderr).toMatch(/: attack\.target: training image 0 is of this class/);
  });

  test.each([
    [
      { attack: { name: 'backdoor-pattern', target: [7] }, data: { train: 1200, test: 1 } },
      /attack\.target: all 1 test images that are used are of this class/,
    ],
    [{ training: { initial: 'none.safetensors', rounds: [1, 2] } }, /none\.safetensors/],
  ])('%j is found by a check and a dry run', async (more, message) => {
    const cwd = folderWith({ ...small, ...more });
    const { code, stderr } = await krumble(['sweep', 'grid.yaml', '--dry-run'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('and hangs on images that are not here is said to be unchecked', async () => {
    const cwd = folderWith({ task: 'cifar100-wrn40x4', workers: TARGETS.workers, attack: TARGETS.attack });
    const env = { KRUMBLE_HOME: path.join(cwd, 'cache') };
    const told = /^not checked against its images: cifar100 .*krumble data get cifar100/;
    const listed = await krumble(['sweep', 'grid.yaml', '--dry-run'], { cwd, env });
    expect([listed.code, listed.stderr]).toEqual([0, expect.stringMatching(told)]);
    const checked = await krumble(['check', 'grid.yaml', '--set', 'attack.target=5'], { cwd, env });
    expect([checked.code, checked.stderr]).toEqual([0, expect.stringMatching(told)]);
  });

  test('and no check foresees keeps no other run from being made', async () => {
    const cwd = folderWith({ ...GRID, seed: 1, defense: { rule: ['bad', 'mean'] }, training: { rounds: 4 } });
    const module = writeModule(cwd, 'bad', badRule("return 'nonsense';"));
    for (let time = 0; time < 2; time++) {
      const args = ['sweep', 'grid.yaml', '--out', 'kept', ...use(module)];
      const { code, stderr } = await krumble(args, { cwd });
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/\nkrumble: kept\/[0-9a-f]{16}: refused: .*bad/),
      ]);
      const rows = readFileSync(path.join(cwd, 'kept', 'results.jsonl'), 'utf8');
      expect(rows.match(/"defense\.rule":"mean"/g), stderr).toHaveLength(1);
    }
  });
});

test('a folder with something else in it is left alone, and a damaged sweep is told', async () => {
  const cwd = folderWith(GRID);
  const elsewhere = await krumble(['sweep', 'grid.yaml', '--out', '.'], { cwd });
  expect(elsewhere).toEqual({
    code: 2,
    stdout: '',
    stderr: 'krumble: .: --out: holds something other than a sweep; krumble does not write there\n',
  });
  const kept = path.join(cwd, 'kept');
  const made = await krumble(['sweep', 'grid.yaml', '--out', 'kept', '--rounds', '1', '--set', 'seed=1'], {
    cwd,
  });
  expect(made.code, made.stderr).toBe(0);
  const file = path.join(kept, 'sweep.json');
  const text = readFileSync(file, 'utf8');
  for (const [from, to, message] of [
    ['"rounds": 1', '"rounds": -1', /kept\/sweep\.json: points\.0\.result\.rounds: /],
    ['"format": 1', '"format": 1, "script": "x"', /kept\/sweep\.json: .*script/],
    ['{', '[[', /kept\/sweep\.json: is not JSON/],
    [
      '"axes": [',
      `"axes": [${`{"field":"x","values":[${'"v",'.repeat(200)}"w"]},`.repeat(2)}`,
      /kept\/sweep\.json: axes: 80802 combinations, more than 10000/,
    ],
  ] as const) {
    writeFileSync(file, text.replace(from, to));
    const { code, stderr } = await krumble(['sweep', 'grid.yaml', '--out', 'kept'], { cwd });
    expect([code, stderr]).toEqual([4, expect.stringMatching(message)]);
  }
});

test('a run that overflows in its first round is a result, and a seed that stands there twice is one run', async () => {
  const cwd = folderWith({
    ...small,
    seed: [1, 1],
    attack: { name: 'none' },
    defense: { rule: 'mean' },
    workers: { count: 3, corrupted: 0, batch: 20, reports: 'local-epoch' },
    training: { rounds: 2, learningRate: 1000, l2: 1 },
  });
  const { code, stdout, stderr } = await krumble(['sweep', 'grid.yaml', '--out', 'kept'], { cwd });
  expect([code, stderr.match(/^1 runs to do\n/)?.length], stderr).toEqual([0, 1]);
  expect(stderr).toMatch(/^1 of 1 {2}\S.*: not finite from round 0 on, took/m);
  expect(stdout).toMatch(/overflows {2}runs\n- .* 1 +1 of 1\n/);
  const row = JSON.parse(readFileSync(path.join(cwd, 'kept', 'results.jsonl'), 'utf8')) as object;
  expect(row).toMatchObject({ rounds: 0, overflowRound: 0, digest: null, accuracyMax: null });
  const again = await krumble(['sweep', 'grid.yaml', '--out', 'kept'], { cwd });
  expect([again.code, again.stderr]).toEqual([0, '']);
});
