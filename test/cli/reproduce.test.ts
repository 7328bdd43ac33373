import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { assignThreads } from '../../src/cli/runPool.js';
import { krumble } from '../support/inProcess.js';
import { start, temporaryFolder } from '../support/program.js';

test('a reproduction that is interrupted goes on where it was, and runs nothing twice', async () => {
  const cwd = temporaryFolder();
  const args = [
    'reproduce',
    'table1',
    '--rounds',
    '4',
    '--seeds',
    '2',
    '--out',
    'kept',
    '--markdown',
    'table.md',
  ];
  const interrupted = start(args, { cwd });
  await interrupted.saw('2 of 8');
  interrupted.kill('SIGINT');
  const first = await interrupted.ended;
  expect(first.code).toBe(130);
  expect(first.stderr).toMatch(/^8 runs to do\n1 of 8 {2}table1, z = /);
  expect(first.stdout).toMatch(/of 8 runs not there yet\n/);

  const kept = path.join(cwd, 'kept');
  const ended = () => {
    const folders = readdirSync(kept).filter((name) => !name.endsWith('.yaml'));
    const sums = folders.map((name) => path.join(kept, name, 'SHA256SUMS'));
    return new Map(
      sums.flatMap((file) => {
        const stat = statSync(file, { throwIfNoEntry: false });
        return stat ? [[file, stat.mtimeMs]] : [];
      }),
    );
  };
  const before = [...ended()].filter(([file]) => {
    const { complete } = JSON.parse(readFileSync(path.join(path.dirname(file), 'result.json'), 'utf8')) as {
      complete: boolean;
    };
    return complete;
  });
  expect(before.length).toBeGreaterThanOrEqual(2);
  const second = await krumble(args, { cwd });
  expect([second.code, second.stdout.includes('not there yet')]).toEqual([0, false]);
  expect(second.stderr).toMatch(new RegExp(`^${8 - before.length} runs to do\n`));
  const after = ended();
  expect(after.size).toBe(8);
  for (const [file, mtimeMs] of before) expect(after.get(file)).toBe(mtimeMs);

  const third = await krumble(args, { cwd });
  expect(third).toEqual({ ...second, stderr: '' });
  const digests = readFileSync(path.join(cwd, 'table.md'), 'utf8').match(/: [0-9a-f]{64}\n/g)!;
  expect(new Set(digests).size).toBe(8);
});

test('a second reproduction in a folder is refused at once, and the first goes on', async () => {
  const cwd = temporaryFolder();
  const args = ['reproduce', 'table1', '--rounds', '4', '--out', 'kept'];
  const first = start(args, { cwd });
  await first.saw('4 runs to do');
  const second = await krumble(args, { cwd });
  expect([second.code, second.stdout]).toEqual([2, '']);
  expect(second.stderr).toMatch(
    /^krumble: kept: process \d+ is writing to this reproduction, allowed one at a time\n$/,
  );
  const { code, stderr } = await first.ended;
  expect(code, stderr).toBe(0);
  expect(readdirSync(path.join(cwd, 'kept')).filter((name) => name.startsWith('lock'))).toEqual([]);
});

test('escape codes in the name of a folder reach no terminal', async () => {
  const args = ['reproduce', 'table1', '--out', 'x\u001b]0;title\u0007', '--dry-run'];
  const { code, stdout, stderr } = await krumble(args, { cwd: temporaryFolder() });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('x\\u001b]0;title\\u0007');
  expect(stdout).not.toMatch(/[\u001b\u0007]/);
});

test('a folder for a reproduction that cannot be made is refused before anything is run', async () => {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'file'), '');
  const { code, stderr } = await krumble(['reproduce', 'table1', '--out', 'file/kept'], { cwd });
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/^krumble: .*file\/kept: --out: cannot be made: /),
  ]);
});

test.each([
  [['table3'], 'reproduce: found "table3", allowed table1, table2, figure2'],
  [['table1', '--task', 'imagenet'], '--task: found "imagenet", allowed mnist, cifar10, cifar100'],
  [
    ['table2', '--only', 'median'],
    '--only: found "median", allowed no attack, backdoor, no defense, backdoor',
  ],
  [['table1', '--markdown', 'missing/t.md'], '--markdown: its folder does not exist'],
])('%j is refused', async (args, message) => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await krumble(['reproduce', ...args], { cwd });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(readdirSync(cwd)).toEqual([]);
});

test('what needs data that is not here says how to get it, before anything is begun', async () => {
  const cwd = temporaryFolder();
  const env = { KRUMBLE_HOME: path.join(cwd, 'cache') };
  const { code, stderr } = await krumble(['reproduce', 'table1', '--task', 'cifar100'], { cwd, env });
  expect(code).toBe(4);
  expect(stderr).toContain('krumble data get cifar100');
  const listed = await krumble(['reproduce', 'table1', '--task', 'cifar100', '--dry-run'], { cwd, env });
  expect(listed.code).toBe(0);
  expect(listed.stdout.trimEnd().split('\n')).toHaveLength(4);
  expect(listed.stderr).toMatch(/^needed first: .*krumble data get cifar100/);
  expect(readdirSync(cwd)).toEqual([]);
});

test('runs share the cores evenly, and those that are left over in the end share them again', () => {
  const threads = (runs: number, cores: number, processes: number) =>
    Array.from({ length: runs }, (_, index) => assignThreads(index, { runs, cores, processes }));
  expect(threads(6, 4, 4)).toEqual([1, 1, 1, 1, 2, 2]);
  expect(threads(3, 2, 2)).toEqual([1, 1, 2]);
  expect(threads(1, 4, 4)).toEqual([4]);
  expect(threads(5, 8, 2)).toEqual([4, 4, 4, 4, 8]); // no memory for more than two
  expect(threads(2, 1, 1)).toEqual([1, 1]);
});
