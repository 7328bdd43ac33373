import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { hasPseudoTerminals, inTerminal } from '../support/pseudoTerminal.js';
import { QUIET } from '../support/recordedRun.js';
import { small } from '../support/small.js';

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-terminal-'));
/** Long enough for somebody to press keys. */
const ROUNDS = 40;

beforeAll(async () => {
  const training = { rounds: ROUNDS };
  writeFileSync(path.join(cwd, 'long.yaml'), JSON.stringify({ ...small, training }));
  const silent = await krumble(['run', 'long.yaml', '--out', 'silent', ...QUIET], { cwd });
  expect(silent.code).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const readJournalText = (folder: string) => readFileSync(path.join(cwd, folder, 'rounds.jsonl'), 'utf8');
const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

/** The rounds that a paused run has ended with: the one that was running is finished first. */
async function roundsWhenStill(terminal: ReturnType<typeof inTerminal>): Promise<number> {
  let now = await terminal.text();
  // Still for long: a round may take a second where others use the machine.
  for (let looks = 0; looks < 3; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    const before = now;
    now = await terminal.text();
    if (now !== before) looks = -1;
  }
  return Number(/(\d+) of 40 rounds/.exec(now)![1]);
}

/** Which row of the screen holds the hint at its bottom, from 0. */
async function rowOfHint(terminal: ReturnType<typeof inTerminal>): Promise<number> {
  return (await terminal.text()).split('\n').findIndex((line) => line.startsWith('? keys'));
}

const ENTERS = /\x1b\[\?1049h/g;
const LEAVES = /\x1b\[\?1049l/g;
/** What clears the screen or what was scrolled off it, or resets the terminal. */
const CLEARS = /\x1b\[[0-3]?J|\x1bc/g;

describe.skipIf(!hasPseudoTerminals())('krumble run in a terminal', () => {
  test('is paused, stepped and looked back on by keys, and its journal is that of a silent run', async () => {
    const terminal = inTerminal(['run', 'long.yaml', '--out', 'watched', '--threads', '2'], { cwd });
    await terminal.saw(/[1-9] of 40 rounds/);
    terminal.press(' ');
    await terminal.saw('paused');
    const rounds = await roundsWhenStill(terminal);
    terminal.press('n');
    await terminal.saw(`${rounds + 1} of 40 rounds · paused`);
    terminal.press('nn');
    await terminal.saw(`${rounds + 3} of 40 rounds · paused`);
    terminal.press('\x1b[D');
    await terminal.saw(`round ${rounds + 1} is shown · paused at ${rounds + 3} of 40`);
    terminal.press('\x1b[H');
    await terminal.saw(`round 0 is shown · paused at ${rounds + 3} of 40`);
    terminal.press('\r');
    await terminal.saw('[2 round]');
    terminal.press('p3?');
    await terminal.saw('any key: the words of this view');
    terminal.press('q1\x1b[F ');
    await terminal.saw('the run is complete');
    terminal.press('q');
    expect(await terminal.ended).toBe(0);
    expect(readJournalText('watched')).toBe(readJournalText('silent'));
  });

  test('gives the user’s own screen back with the result on it, and has cleared nothing but its own', async () => {
    const terminal = inTerminal(['run', 'long.yaml', '--no-twin', '--out', 'left'], { cwd });
    await terminal.saw('the run is complete');
    terminal.press('q');
    expect(await terminal.ended).toBe(0);
    expect(await terminal.text()).toMatch(
      /progress.*40\/40[^]*\nrun {8}left\nnext: krumble explain-round left 39$/m,
    );
    const written = terminal.written();
    expect(count(written, ENTERS)).toBe(1);
    expect(count(written, LEAVES)).toBe(1);
    expect(count(written, CLEARS)).toBe(1);
    expect(written.indexOf('\x1b[2J')).toBeGreaterThan(written.indexOf('\x1b[?1049h'));
    expect(written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(written.lastIndexOf('\x1b[?25l'));
  });

  test('stops after q only when the question is answered with yes, and can be resumed', async () => {
    const terminal = inTerminal(['run', 'long.yaml', '--no-twin', '--out', 'quit'], { cwd });
    await terminal.saw(/[1-9] of 40 rounds/);
    terminal.press(' q');
    await terminal.saw('stop the run after this round?');
    terminal.press('n');
    await terminal.saw(/paused[^]*\? keys/);
    terminal.press('q');
    await terminal.saw('stop the run after this round?');
    terminal.press('y');
    expect(await terminal.ended).toBe(130);
    const stopped = readJournalText('quit');
    expect(readJournalText('silent').startsWith(stopped)).toBe(true);
    expect(stopped.split('\n').length - 1).toBeLessThan(ROUNDS);
    expect((await krumble(['resume', 'quit', ...QUIET], { cwd })).code).toBe(0);
    expect(readJournalText('quit')).toBe(readJournalText('silent'));
  });

  test('stops after the running round on ctrl-c', async () => {
    const terminal = inTerminal(['run', 'long.yaml', '--no-twin', '--out', 'interrupted'], { cwd });
    await terminal.saw(/[1-9] of 40 rounds/);
    terminal.press('\x03');
    expect(await terminal.ended).toBe(130);
    expect(await terminal.text()).toContain('krumble resume');
    expect(readJournalText('silent').startsWith(readJournalText('interrupted'))).toBe(true);
    expect(count(terminal.written(), LEAVES)).toBe(1);
  });

  test('fills a screen that becomes larger or smaller, and leaves no debris', async () => {
    const terminal = inTerminal(['run', 'long.yaml', '--no-twin', '--out', 'resized'], { cwd });
    await terminal.saw(/[1-9] of 40 rounds/);
    terminal.press(' ');
    await terminal.saw('paused');
    await roundsWhenStill(terminal);
    const before = await terminal.text();
    terminal.resize(120, 40);
    await vi.waitFor(async () => expect(await rowOfHint(terminal)).toBe(39), 30_000);
    terminal.resize(80, 24);
    await vi.waitFor(async () => expect(await terminal.text()).toBe(before), 30_000);
    terminal.press('\x03\x03');
    expect(await terminal.ended).toBe(130);
  });
});
