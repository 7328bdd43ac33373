import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAIN, temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

/** Runs the program in a folder, with a text at its standard input. */
function krumble(input: string, args: readonly string[], cwd = temporaryFolder()) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    ...{ cwd, input },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

describe('a scenario from standard input', () => {
  test('is checked, run and swept as one in a file is, and its run is called standard-input', () => {
    const cwd = temporaryFolder();
    const text = JSON.stringify(small);
    writeFileSync(path.join(cwd, 'small.yaml'), text);
    expect(krumble(text, ['check', '-'], cwd)).toEqual(krumble('', ['check', 'small.yaml'], cwd));
    const digest = (stdout: string) => /digest +([0-9a-f]{64})/.exec(stdout)?.[1];
    const [piped, read] = [
      krumble(text, ['run', '-', '--rounds', '1', '--ui', 'quiet'], cwd),
      krumble('', ['run', 'small.yaml', '--rounds', '1', '--ui', 'quiet'], cwd),
    ];
    expect([piped.code, piped.stderr]).toEqual([0, '']);
    expect(piped.stdout).toContain(path.join('runs', 'standard-input'));
    expect(digest(piped.stdout)).toBe(digest(read.stdout));
    const { stdout } = krumble(text, ['sweep', '-', '--set', 'seed=[1,2]', '--dry-run']);
    expect(stdout.match(/runs\/standard-input\//g)).toHaveLength(2);
  });

  test.skipIf(process.platform === 'win32')('is named so where a pipe is given as a file', () => {
    const { code, stderr } = krumble(JSON.stringify(small), ['check', '/dev/stdin']);
    expect([code, stderr]).toEqual([
      2,
      'krumble: /dev/stdin: is not a regular file; what a pipe brings is named -, as in krumble check - < FILE\n',
    ]);
  });

  test('keeps initial parameters inside the current folder', () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'inner'));
    const text = JSON.stringify({ ...small, training: { rounds: 1, initial: '../start.safetensors' } });
    const { code, stderr } = krumble(text, ['check', '-'], path.join(cwd, 'inner'));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^krumble: -:1:\d+: training\.initial: found/)]);
  });

  test.each([
    ['nothing', '', /^krumble: -: scenario: found nothing at all/],
    ['too much', `${' '.repeat(300_000)}task: mnist-mlp`, /^krumble: -: found more than 262144 bytes/],
    ['a wrong field', 'task: mnist-mlp\ndefense: { rule: krumm }\n', /^krumble: -:2:\d+: defense\.rule: /],
  ])('that is %s is one line and exit code 2', (_, text, message) => {
    const { code, stderr } = krumble(text, ['check', '-']);
    expect([code, stderr.trimEnd().split('\n')]).toEqual([2, [expect.stringMatching(message)]]);
  });
});
