import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { type Outcome, start } from '../support/program.js';
import { copyRun, QUIET, readContent, recordSmall } from '../support/recordedRun.js';
import { small, variations } from '../support/small.js';

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-watch-'));
const run = 'reference';
/** Long enough for somebody to come while it is being written. */
const LONG = { ...small, training: { rounds: 150 }, evaluation: { every: 50 } };

beforeAll(async () => {
  await recordSmall(cwd);
  writeFileSync(path.join(cwd, 'long.yaml'), JSON.stringify(LONG));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const readJournalText = (folder: string) => readFileSync(path.join(cwd, folder, 'rounds.jsonl'), 'utf8');
const watch = (folder: string, ...options: string[]) => krumble(['watch', folder, ...options], { cwd });

/** What `--ui json` said: the rounds as lines of a journal, what was noticed, and the end. */
function toldBy({ stdout }: Outcome) {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; text?: string });
  const rounds = lines
    .filter(({ type }) => type === 'round')
    .map(({ type: _, ...record }) => `${JSON.stringify(record)}\n`);
  const notices = lines.filter(({ type }) => type === 'notice').map(({ text }) => text);
  return { start: lines[0], rounds: rounds.join(''), count: rounds.length, notices, end: lines.at(-1) };
}

/** Every file of a folder with its bytes and the time of its last change. */
const readFiles = (folder: string) =>
  (readdirSync(path.join(cwd, folder), { recursive: true }) as string[]).sort().map((name) => {
    const stat = statSync(path.join(cwd, folder, name));
    const bytes = stat.isFile() ? readFileSync(path.join(cwd, folder, name)).toString('base64') : '';
    return [name, stat.mtimeMs, bytes];
  });

const HOURS_MS = 1e8;

/** A line of timings.jsonl as it would be if the round had taken so long. */
function withDuration(line: string, durationMs: number): string {
  const { sha256: _, ...timing } = JSON.parse(line) as { sha256: string };
  const text = JSON.stringify({ ...timing, durationMs });
  return `${text.slice(0, -1)},"sha256":"${hashText(text).slice(0, 16)}"}\n`;
}

const hashText = (text: string) => createHash('sha256').update(text).digest('hex');

describe('krumble watch, of a run that has ended', () => {
  test('shows the rounds of its journal and its result, and changes nothing', async () => {
    const before = readFiles(run);
    const outcome = await watch(run, '--ui', 'json');
    const { start: first, rounds, notices, end } = toldBy(outcome);
    expect([outcome.code, outcome.stderr]).toEqual([0, '']);
    expect(first).toMatchObject({ type: 'start', folder: run, threads: null, scenario: { name: 'small' } });
    expect(rounds).toBe(readJournalText(run));
    expect(notices).toEqual([]);
    const result = JSON.parse(readFileSync(path.join(cwd, run, 'result.json'), 'utf8')) as object;
    expect(end).toEqual({ type: 'result', ending: 'complete', ...result });
    expect(readFiles(run)).toEqual(before);
  });

  test('shows lines and the result as the run itself did', async () => {
    const scenario = path.join(cwd, 'small.yaml');
    const played = await krumble(['run', scenario, '--out', 'again', '--ui', 'lines', '--threads', '1'], {
      cwd,
    });
    const watched = await watch('again', '--ui', 'lines');
    expect(watched.stdout).toBe(played.stdout);
    const accuracies = (text: string) => text.match(/round +\d \(\d\/6\): accuracy [\d.]+%/g);
    expect(accuracies(watched.stderr)).toEqual(accuracies(played.stderr));
    expect(accuracies(watched.stderr)).toHaveLength(3);
    const quiet = await watch('again', '--ui', 'quiet');
    expect([quiet.stdout, quiet.stderr]).toEqual([played.stdout, '']);
  });

  test('takes its time where a speed is asked for, and can be left without harm', async () => {
    const slow = copyRun(path.join(cwd, run), cwd, 'slow');
    const file = path.join(slow, 'timings.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, lines.map((line, round) => withDuration(line, round < 2 ? 1 : HOURS_MS)).join(''));
    const watching = start(['watch', 'slow', '--speed', '2', '--ui', 'json'], { cwd });
    await watching.saw('"round":1,');
    watching.kill('SIGINT');
    const outcome = await watching.ended;
    const { end, count, notices } = toldBy(outcome);
    expect([outcome.code, outcome.stderr, count, notices]).toEqual([0, '', 2, []]);
    const reason = 'the watching was stopped; the run was not touched';
    expect(end).toMatchObject({ ending: 'left', reason, rounds: 2, complete: false });
    for (const speed of [[], ['--speed', 'max']]) {
      expect(toldBy(await watch('slow', ...speed, '--ui', 'json')).rounds).toBe(readJournalText('slow'));
    }
  });

  test('shows a run that was interrupted as such', async () => {
    const playing = start(['run', 'long.yaml', '--out', 'interrupted', '--ui', 'json'], { cwd });
    await playing.saw('"type":"round"');
    playing.kill('SIGINT');
    expect((await playing.ended).code).toBe(130);
    const outcome = await watch('interrupted', '--ui', 'json');
    const { rounds, end, notices } = toldBy(outcome);
    expect([outcome.code, rounds, notices]).toEqual([0, readJournalText('interrupted'), []]);
    expect(end).toMatchObject({ ending: 'interrupted', complete: false });
  });

  test('shows a branch, those rounds too that it took over', { timeout: 120_000 }, async () => {
    const change = ['--from', '3', '--set', 'defense.rule=mean', '--out', 'branch', ...QUIET];
    expect((await krumble(['branch', run, ...change], { cwd })).code).toBe(0);
    const { start: first, rounds } = toldBy(await watch('branch', '--ui', 'json'));
    expect(rounds).toBe(readJournalText('branch'));
    expect(first).toMatchObject({ scenario: { defense: { rule: 'mean' } } });
  });

  test('shows a backdoor whose data are not here, or are others, but for the image', async () => {
    const elsewhere = path.join(cwd, 'elsewhere');
    mkdirSync(elsewhere);
    await recordSmall(elsewhere, variations['backdoor-sample']);
    const folder = path.join('elsewhere', 'reference');
    const here = toldBy(await watch(folder, '--ui', 'json'));
    expect([here.notices, here.rounds]).toEqual([[], readJournalText(folder)]);
    // A manifest of other data, sealed as krumble would have.
    const file = path.join(cwd, folder, 'manifest.json');
    const { sha256: _, ...manifest } = JSON.parse(readFileSync(file, 'utf8')) as {
      sha256: string;
      data: object;
    };
    const other = { ...manifest, data: { ...manifest.data, train: 'a'.repeat(64) } };
    const sha256 = createHash('sha256')
      .update(`${JSON.stringify(other, null, 2)}\n`)
      .digest('hex');
    writeFileSync(file, `${JSON.stringify({ ...other, sha256 }, null, 2)}\n`);
    const there = toldBy(await watch(folder, '--ui', 'json'));
    expect(there.rounds).toBe(readJournalText(folder));
    expect(there.notices).toEqual([
      expect.stringMatching(/^the backdoor's image cannot be shown: mnist: train: found SHA-256 /),
    ]);
  });
});

describe('krumble watch, of a run that is being written', () => {
  test(
    'shows all rounds, those before it came and those that come, and ends with the run, which is as if nobody had looked',
    { timeout: 120_000 },
    async () => {
      const args = ['--checkpoint-every', '50', '--ui', 'json'];
      const playing = start(['run', 'long.yaml', '--out', 'live', ...args], { cwd });
      await playing.saw('"round":3,');
      const watching = start(['watch', 'live', '--ui', 'json'], { cwd });
      await watching.saw('"round":3,');
      expect(existsSync(path.join(cwd, 'live', 'SHA256SUMS')), 'it came while the run was going on').toBe(
        false,
      );
      const [played, watched] = await Promise.all([playing.ended, watching.ended]);
      expect([played.code, watched.code, watched.stderr]).toEqual([0, 0, '']);
      const { rounds, notices, end } = toldBy(watched);
      expect(rounds).toBe(readJournalText('live'));
      expect(notices).toEqual([]);
      expect(end).toEqual(toldBy(played).end);
      await krumble(['run', 'long.yaml', '--out', 'silent', ...args], { cwd });
      expect(readContent(path.join(cwd, 'live'))).toEqual(readContent(path.join(cwd, 'silent')));
    },
  );

  test(
    'ends when it is killed, says so, and shows it again when it is gone on with',
    { timeout: 120_000 },
    async () => {
      const playing = start(['run', 'long.yaml', '--out', 'killed', '--ui', 'json'], { cwd });
      await playing.saw('"round":3,');
      const watching = start(['watch', 'killed', '--ui', 'json'], { cwd });
      const leaving = start(['watch', 'killed', '--ui', 'lines'], { cwd });
      await Promise.all([watching.saw('"round":3,'), leaving.saw('round ')]);
      leaving.kill('SIGINT'); // of no consequence to the run
      const left = await leaving.ended;
      expect(left.code).toBe(0);
      expect(left.stderr).not.toContain('stopping');
      playing.kill('SIGKILL');
      await playing.ended;
      const watched = await watching.ended;
      const { rounds, notices, end } = toldBy(watched);
      expect(watched.code).toBe(0);
      expect(rounds).toBe(readJournalText('killed').replace(/[^\n]*$/, ''));
      expect(notices).toEqual([
        'nobody is writing to this run any more; krumble resume killed goes on with it',
      ]);
      expect(end).toMatchObject({ type: 'result', ending: 'interrupted', complete: false });
      const resuming = start(['resume', 'killed', '--ui', 'json'], { cwd });
      await resuming.saw('"type":"start"');
      const again = toldBy(await watch('killed', '--ui', 'json'));
      expect((await resuming.ended).code).toBe(0);
      expect(again.rounds).toBe(readJournalText('killed'));
      expect(again.end).toMatchObject({ ending: 'complete', rounds: 150 });
    },
  );
});

describe('krumble watch refuses', () => {
  test('what is no run, and what is no speed', async () => {
    mkdirSync(path.join(cwd, 'empty'));
    for (const [args, message] of [
      [['nowhere'], /^krumble: nowhere: there is no such file or folder\n$/],
      [['empty'], /^krumble: empty: holds no run: there is no manifest\.json\n$/],
      [['small.yaml'], /^krumble: small\.yaml: is not a run folder\n$/],
      [[run, '--speed', '0'], /^krumble: --speed: found "0", allowed a number from 0\.25 to 256, or max\n$/],
      [[run, '--speed', 'fast'], /^krumble: --speed: found "fast", allowed /],
      [[run, '--ui', 'tui'], /^krumble: --ui: .*not a terminal/],
    ] as const) {
      const { code, stdout, stderr } = await watch(...(args as unknown as [string]));
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    }
  });

  test('a damaged journal, with file, line and field, after the rounds before', async () => {
    const folder = copyRun(path.join(cwd, run), cwd, 'damaged');
    const lines = readJournalText(run).split('\n');
    lines[3] = lines[3].replace(/"trainLoss":\d/, '"trainLoss":9');
    writeFileSync(path.join(folder, 'rounds.jsonl'), lines.join('\n'));
    const outcome = await watch('damaged', '--ui', 'json');
    const { count, end } = toldBy(outcome);
    expect([outcome.code, count]).toEqual([4, 3]);
    const file = path.join('damaged', 'rounds.jsonl');
    expect(outcome.stderr).toContain(`krumble: ${file}:4: digest: this line or its digest was altered`);
    expect(end).toMatchObject({ type: 'result', ending: 'failed' });
  });

  test('no run whose times are damaged: they are left out', async () => {
    const folder = copyRun(path.join(cwd, run), cwd, 'timeless');
    writeFileSync(path.join(folder, 'timings.jsonl'), 'x\n');
    const outcome = await watch('timeless', '--ui', 'json');
    const { rounds, notices } = toldBy(outcome);
    expect([outcome.code, rounds]).toEqual([0, readJournalText(run)]);
    expect(notices).toEqual([expect.stringMatching(/timings\.jsonl:1: .*; from there on rounds are shown/)]);
  });
});
