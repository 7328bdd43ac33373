import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { verifyRun } from '../../src/runs/verify.js';
import { krumble } from '../support/inProcess.js';
import { MAIN, start, temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

/** The user `nobody` of most systems. */
const NOBODY = 65_534;
const BENCH = ['bench', 'scaling', 'small.yaml', '--threads', '1', '--rounds', '5', '--repetitions', '1'];

/** Commands that write to a place, and how each names it. */
const WRITERS = (place: string): [string[], string][] => [
  [['report', 'nowhere', '-o', `${place}/x.html`], '-o: '],
  [[...BENCH, '--svg', `${place}/x.svg`], '--svg: '],
  [[...BENCH, '--json', `${place}/x.json`], '--json: '],
  [['reproduce', 'table1', '--rounds', '1', '--markdown', `${place}/x.md`], '--markdown: '],
  [
    ['reproduce', 'table1', '--rounds', '1', '--out', `${place}/x/y`],
    `${place}/x/y: --out: cannot be made: `,
  ],
];

function workplace(): string {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'small.yaml'), JSON.stringify(small));
  return cwd;
}

/** In a process of its own, which is ended where it does not end: a recursive call on /proc never does. */
async function outcomeOf(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const running = start(args, { cwd, env });
  onTestFinished(() => running.kill('SIGKILL'));
  const { code, stdout, stderr } = await running.ended;
  return { code, stdout, stderr };
}

/** Whether this process has no more rights than others, or can do without its own and read what is built. */
function canLackRights(): boolean {
  if (process.platform === 'win32') return false;
  if (process.getuid?.() !== 0) return true;
  const how = { uid: NOBODY, gid: NOBODY, stdio: 'ignore' } as const;
  return spawnSync(process.execPath, ['--check', MAIN], how).status === 0;
}

/** As somebody who may not write to the folders of others: whoever may do everything is refused nothing. */
async function withoutRights<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid!(NOBODY);
  try {
    return await act();
  } finally {
    process.seteuid!(0);
  }
}

describe('a place that cannot be written to is refused in one line before anything is begun:', () => {
  test.skipIf(process.platform !== 'linux').each(WRITERS('/proc'))('%j', async (args, named) => {
    const { code, stdout, stderr } = await outcomeOf(args, workplace());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^krumble: .*(there is no such file or folder|permission denied).*\n$/);
    expect(stderr).toContain(named);
  });

  test.skipIf(process.platform !== 'linux')('the folder of data sets', async () => {
    const args = ['data', 'get', 'cifar10', '--source', 'npm'];
    const { code, stderr } = await outcomeOf(args, workplace(), { KRUMBLE_HOME: '/proc/x/y' });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^krumble: \/proc\/x\/y: KRUMBLE_HOME: cannot /),
    ]);
  });

  test
    .skipIf(!canLackRights())
    .each([
      ...WRITERS('readonly'),
      [['reproduce', 'table1', '--rounds', '1', '--out', 'readonly'], 'cannot be written'],
    ] as [string[], string][])('without rights, %j', async (args, named) => {
    const cwd = workplace();
    const folder = path.join(cwd, 'readonly');
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    chmodSync(cwd, 0o755);
    const { code, stdout, stderr } = await withoutRights(() => krumble(args, { cwd }));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^krumble: .*permission denied.*\n$/);
    expect(stderr).toContain(path.basename(named));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a current folder that was removed', () => {
  test
    .skipIf(process.platform === 'win32')
    .each([
      ['run', 'small.yaml', '--out', 'r'],
      ['sweep', 'small.yaml', '--out', 's'],
      ['bench', 'rounds', 'small.yaml'],
      ['doctor'],
    ])('is told in one line by krumble %s', (command, ...args) => {
    const cwd = workplace();
    const absolute = args.map((arg) => (/^(r|s|small\.yaml)$/.test(arg) ? path.join(cwd, arg) : arg));
    const { status, stderr } = spawnSync(
      'sh',
      [
        '-c',
        'mkdir gone && cd gone && rmdir ../gone && exec "$@"',
        'sh',
        process.execPath,
        MAIN,
        command,
        ...absolute,
      ],
      { cwd, encoding: 'utf8' },
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/(^|\n)krumble: the current folder was removed; change to one that is there\n$/);
  });
});

test('a path that is very long does not hide what is wrong with it', async () => {
  const out = 'long/'.repeat(840);
  const { code, stderr } = await krumble(['run', 'small.yaml', '--out', out], { cwd: workplace() });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^krumble: long\/.*\.\.\..*long\/: --out: the name is too long\n$/);
  expect(stderr.length).toBeLessThan(1100);
});

describe.skipIf(!existsSync('/dev/full'))('a full disk behind standard output is one line', () => {
  test.each([
    ['list', ['list', 'rules']],
    [
      'run, which stops after its round and can be gone on with',
      ['run', 'small.yaml', '--threads', '1', '--ui', 'json', '--out', 'r'],
    ],
  ])('of %s', (_, args) => {
    const cwd = workplace();
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      cwd,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([1, 'krumble: standard output: the disk is full\n']);
    if (args[0] === 'run') expect(verifyRun(path.join(cwd, 'r')).result).toMatchObject({ complete: false });
  });
});

test.skipIf(process.platform === 'win32')('a limit on the size of files is told as such', () => {
  const limit = 'ulimit -f 8; exec "$@"';
  const args = [MAIN, 'run', 'small.yaml', '--executor', 'inline', '--ui', 'quiet', '--out', 'r'];
  const { status, stdout, stderr } = spawnSync('sh', ['-c', limit, 'sh', process.execPath, ...args], {
    cwd: workplace(),
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^krumble: r: [^\n]*: the file would be too large; [^\n]*\n$/);
});
