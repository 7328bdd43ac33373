import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { QUIET, readContent } from '../support/recordedRun.js';
import { small } from '../support/small.js';

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-twin-'));
const LINES = ['--ui', 'lines', '--threads', '1'];
const at = (...names: string[]) => path.join(cwd, ...names);
const run = (out: string, ...options: string[]) =>
  krumble(['run', 'small.yaml', '--out', out, ...options], { cwd });
const findTwins = () => readdirSync(at('twins')).filter((name) => !name.endsWith('.yaml'));
const digestOf = (folder: string) =>
  (JSON.parse(readFileSync(at(folder, 'result.json'), 'utf8')) as { digest: string }).digest;

let beside: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  writeFileSync(at('small.yaml'), JSON.stringify(small));
  await run('alone', ...QUIET);
  beside = await run('beside', '--twin', ...LINES);
  await run('honest', '--set', 'attack=none', ...QUIET);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('a run with its honest twin', () => {
  test('has the same bytes as without', () => {
    expect(beside).toMatchObject({ code: 0 });
    expect(readContent(at('beside'))).toEqual(readContent(at('alone')));
  });

  test('says what the attack cost, by a run of its own that is the one without the attack', () => {
    const [twin] = findTwins();
    expect(digestOf(`twins/${twin}`)).toBe(digestOf('honest'));
    expect(digestOf('beside')).not.toBe(digestOf('honest'));
    const final = (folder: string) =>
      (JSON.parse(readFileSync(at(folder, 'result.json'), 'utf8')) as { accuracyFinal: number })
        .accuracyFinal;
    const cost = final('honest') - final('beside');
    expect(beside.stdout).toContain(`${final('honest').toFixed(2)}% at the end, without the attack\n`);
    expect(beside.stdout).toContain(`cost       ${cost.toFixed(2)} points by the attack`);
  });

  test('shares it with runs that differ in the attack alone, which play nothing again', async () => {
    const [twin] = findTwins();
    const { mtimeMs } = statSync(at('twins', twin, 'rounds.jsonl'));
    const { stderr, stdout } = await run('stronger', '--set', 'attack.z=3', '--twin', ...LINES);
    expect(stderr).toMatch(/round 0 .* accuracy [\d.]+% \(without the attack [\d.]+%\), loss/);
    expect(stdout).toContain('points by the attack');
    expect(findTwins()).toEqual([twin]);
    expect(statSync(at('twins', twin, 'rounds.jsonl')).mtimeMs).toBe(mtimeMs);
  });

  test('shows what is known of it in lines and when it is watched, unless told not to', async () => {
    for (const [options, isShown] of [
      [LINES, true],
      [['--no-twin', ...LINES], false],
      [QUIET, false],
    ] as const) {
      const { stdout } = await run('again', '--force', ...options);
      expect(stdout.includes('without the attack')).toBe(isShown);
    }
    const watched = await krumble(['watch', 'beside', '--ui', 'lines'], { cwd });
    expect(watched.stdout).toBe(beside.stdout);
    const alone = await krumble(['watch', 'beside', '--ui', 'lines', '--no-twin'], { cwd });
    expect(alone.stdout).not.toContain('without the attack');
  });

  test('has it as a second curve on its page', async () => {
    const { stdout } = await krumble(['report', 'beside', '-o', '-'], { cwd });
    expect(stdout).toContain('The same seed and defense without the attack: ');
    expect(stdout).toContain('<th scope="col">without the attack, %</th>');
  });

  test('goes on where the twin is not as krumble left it, and says so', async () => {
    const [twin] = findTwins();
    const file = at('twins', twin, 'result.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"rounds": 6', '"rounds": 7'));
    const { code, stderr, stdout } = await run('damaged', ...LINES);
    writeFileSync(file, text);
    expect(code).toBe(0);
    expect(stderr).toMatch(/the twin without the attack: .*result\.json/);
    expect(stdout).not.toContain('without the attack');
    expect(readContent(at('damaged'))).toEqual(readContent(at('alone')));
  });
});

test('where there is no attack to leave out, a twin is refused and nothing made', async () => {
  const { code, stderr } = await run('none', '--set', 'attack=none', '--twin', ...LINES);
  expect(code).toBe(2);
  expect(stderr).toBe('krumble: --twin: the scenario has no attack to be left out\n');
  expect(existsSync(at('none'))).toBe(false);
});

test('a twin of another defense or seed is another one', async () => {
  for (const change of ['seed=4', 'defense.rule=mean']) {
    const { stdout } = await run('other', '--force', '--set', change, ...LINES);
    expect(stdout).not.toContain('without the attack');
  }
});
