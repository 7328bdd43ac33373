import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { small } from '../support/small.js';

/** With few parameters: every rule is asked what it would have made of a round. */
const tiny = { ...small, task: 'mnist-logistic' };
const INLINE = ['--executor', 'inline'];
const FILE = 'two words.yaml';
const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-next-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeAll(() => {
  const training = { rounds: 2 };
  writeFileSync(path.join(cwd, FILE), JSON.stringify({ ...tiny, training }));
  writeFileSync(path.join(cwd, 'grid.yaml'), JSON.stringify({ ...tiny, training, seed: [1, 2] }));
  writeFileSync(path.join(cwd, 'table.csv'), 'x,class\n1,0\n2,1\n3,0\n4,1\n');
});

/** What a terminal shows last where a command has ended well: the command that may follow; null: none. */
async function next(...args: readonly string[]): Promise<string | null> {
  const env = { KRUMBLE_HOME: cwd };
  const { code, stdout, stderr } = await krumble(args, { cwd, terminal: true, env });
  expect(code, stderr).toBe(0);
  expect(stdout.match(/^next: /gm)?.length ?? 0).toBeLessThan(2);
  return /\nnext: krumble (.*)\n$/.exec(stdout)?.[1] ?? null;
}

/** The words of a command as a shell takes them. */
function paste(command: string | null): string[] {
  const script = `set -- ${command}; for word; do printf '%s\\n' "$word"; done`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
}

test('each command says which may follow, and that one works when pasted, to the end', async () => {
  const change = ['--set', 'attack={ name: little, z: 2 }'];
  const out = ['--out', "it's one"];
  const checked = await next('check', FILE, ...change);
  expect(checked).toBe("run 'two words.yaml' --set 'attack={ name: little, z: 2 }'");
  const played = await next(...paste(checked), ...out, ...INLINE);
  expect(played).toBe(`explain-round 'it'\\''s one' 1`);
  const names: string[] = [];
  for (let said: string | null = played; said !== null && names.length < 9;) {
    const words = paste(said);
    names.push(words[0]);
    said = await next(...words, ...(words[0] === 'explain-round' ? INLINE : []));
  }
  expect(names).toEqual(['explain-round', 'watch', 'report', 'pack', 'verify']);
  const replayed = await next('verify', "it's one");
  expect(replayed).toBe(`replay 'it'\\''s one'`);
  expect(await next(...paste(replayed), ...INLINE)).toBe(`report 'it'\\''s one' -o report.html`);
});

test('a branch is compared with its parent, and what is compared is put on a page', async () => {
  await krumble(['run', FILE, '--out', 'parent', '--ui', 'quiet', ...INLINE], { cwd });
  const change = ['--set', 'defense.rule=mean'];
  const compared = await next('branch', 'parent', '--from', '1', ...change, '--out', 'b', ...INLINE);
  expect(compared).toBe('compare parent b');
  expect(await next(...paste(compared))).toBe('report parent b -o report.html');
  expect(await next('resume', 'parent', ...INLINE)).toBe(null); // nothing was left to do
});

test('a run without an attack is watched, for nothing is to be explained', async () => {
  const honest = ['--set', 'attack.name=none', '--out', 'honest', ...INLINE];
  expect(await next('run', FILE, ...honest)).toBe('watch honest');
});

test('of a sweep, what is listed is made', async () => {
  const made = await next('sweep', 'grid.yaml', '--rounds', '1', '--dry-run');
  expect(made).toBe('sweep grid.yaml --rounds 1 --out runs/grid');
});

test('a set that was added is shown', async () => {
  const files = ['--train-images', 'table.csv', '--test-images', 'table.csv', '--label-column', 'class'];
  const shown = await next('data', 'add', 'mine', ...files);
  expect(shown).toBe('data show mine');
  await next(...paste(shown));
});

test('nothing is said where the output is no terminal, and to who asked for less or for JSON', async () => {
  const { stdout } = await krumble(['check', FILE], { cwd });
  expect(stdout).not.toContain('next:');
  const quiet = ['run', FILE, ...INLINE, '--rounds', '1', '--out'];
  expect(await next(...quiet, 'quiet', '--ui', 'quiet')).toBe(null);
  expect(await next(...quiet, 'json', '--ui', 'json')).toBe(null);
  expect(await next('compare', 'quiet', 'json', '--json')).toBe(null);
});
