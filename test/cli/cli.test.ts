import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RoundRecord } from '../../src/rounds/round.js';
import { krumble } from '../support/inProcess.js';
import { krumbleProcess, start, temporaryFolder } from '../support/program.js';
import { QUIET } from '../support/recordedRun.js';
import { small } from '../support/small.js';

/** A folder with small.yaml in it, to be in while the program runs. */
function workplace(): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'small.yaml'), JSON.stringify(small));
  return folder;
}

const splitLines = (text: string) => text.trimEnd().split('\n');
const readJson = (...parts: string[]) =>
  JSON.parse(readFileSync(path.join(...parts), 'utf8')) as Record<string, unknown>;

describe('krumble run', () => {
  test('leaves a run folder with manifest, journal, timings, parameters and result', async () => {
    const cwd = workplace();
    const { code, stdout, stderr } = await krumbleProcess(['run', 'small.yaml', '--threads', '2'], { cwd });
    expect(code).toBe(0);
    const run = path.join(cwd, 'runs', 'small');
    expect(readdirSync(run).sort()).toEqual([
      'SHA256SUMS',
      'checkpoints',
      'manifest.json',
      'probes.jsonl',
      'result.json',
      'rounds.jsonl',
      'timings.jsonl',
    ]);
    expect(readdirSync(path.join(run, 'checkpoints'))).toEqual(['round-000006.safetensors']);
    const rounds = splitLines(readFileSync(path.join(run, 'rounds.jsonl'), 'utf8')).map(
      (line) => JSON.parse(line) as RoundRecord,
    );
    expect(rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const name of ['timings.jsonl', 'probes.jsonl'])
      expect(splitLines(readFileSync(path.join(run, name), 'utf8'))).toHaveLength(6);
    const accuracies = rounds.flatMap(({ accuracy }) => accuracy ?? []);
    expect(readJson(run, 'result.json')).toEqual({
      complete: true,
      rounds: 6,
      accuracyMax: Math.max(...accuracies),
      accuracyFinal: accuracies[accuracies.length - 1],
      backdoorHitRate: null,
      corruptedInfluenceMean: expect.closeTo(
        rounds.reduce((sum, one) => sum + one.corruptedInfluence, 0) / 6,
        12,
      ) as unknown,
      digest: rounds[5].digest,
    });
    expect(readJson(run, 'manifest.json')).toMatchObject({
      format: 2,
      scenario: { ...small, training: { rounds: 6, fading: 10000 } },
      backend: { name: 'wasm' },
      initial: null,
    });
    expect(stdout).toContain(`digest     ${rounds[5].digest}\n`);
    expect(splitLines(stderr)).toHaveLength(1 + accuracies.length);
    expect(stdout + stderr).not.toContain('\x1b');
  });

  test('starts a folder of its own each time it is not told where', async () => {
    const cwd = workplace();
    const args = ['run', 'small.yaml', '--rounds', '1', ...QUIET];
    const codes = await Promise.all([0, 1, 2].map(() => krumbleProcess(args, { cwd })));
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readdirSync(path.join(cwd, 'runs')).sort()).toEqual(['small', 'small-2', 'small-3']);
  });

  test('--ui json gives one object a line: start, every round’s record, result', async () => {
    const cwd = workplace();
    const { code, stdout, stderr } = await krumble(
      ['run', 'small.yaml', '--ui', 'json', '--threads', '1', '--out', 'r'],
      { cwd },
    );
    expect([code, stderr]).toEqual([0, '']);
    const events = splitLines(stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      ...new Array<string>(6).fill('round'),
      'result',
    ]);
    const journal = splitLines(readFileSync(path.join(cwd, 'r', 'rounds.jsonl'), 'utf8'));
    expect(events.slice(1, 7).map(({ type: _, ...record }) => JSON.stringify(record))).toEqual(journal);
  });

  test('takes --set, --seed and --rounds', async () => {
    const cwd = workplace();
    const changes = ['--set', 'defense.rule=mean', '--set', 'attack.z=0.5', '--seed', '9', '--rounds', '1'];
    await krumble(['run', 'small.yaml', ...changes, '--out', 'r', ...QUIET], { cwd });
    expect(readJson(cwd, 'r', 'manifest.json')).toMatchObject({
      scenario: { seed: 9, defense: { rule: 'mean' }, attack: { z: 0.5 }, training: { rounds: 1 } },
    });
  });

  test('is named by what was changed, folder and title, unless it is given a name', async () => {
    const cwd = workplace();
    const one = ['run', 'small.yaml', '--rounds', '1', ...QUIET];
    const scenarioIn = (folder: string) =>
      (readJson(cwd, 'runs', folder, 'manifest.json') as { scenario: { name: string } }).scenario;
    await krumble([...one, '--set', 'attack.name=none', '--seed', '4'], { cwd });
    expect(scenarioIn('small,attack=none').name).toBe('small, attack=none');
    await krumble([...one, '--set', 'defense.rule=mean', '--set', 'attack.z=0.5'], { cwd });
    expect(scenarioIn('small,defense=mean,attack.z=0.5').name).toBe('small, defense=mean, attack.z=0.5');
    await krumble([...one, '--set', 'name=mine', '--set', 'attack.z=0.5'], { cwd });
    expect(scenarioIn('small,name=mine,attack.z=0.5').name).toBe('mine');
    await krumble(one, { cwd });
    expect(scenarioIn('small').name).toBe('small');
    const { stdout } = await krumble(['check', 'small.yaml', '--set', 'attack.name=none'], { cwd });
    expect(stdout).toMatch(/^name: small, attack=none$/m);
    // What an attack was told goes with it, and a long story gives way to what was changed in it.
    const off = ['--set', 'attack.z=2', '--set', 'attack.name=none'];
    expect((await krumble(['check', 'small.yaml', ...off], { cwd })).stdout).toMatch(
      /^name: small, attack=none$/m,
    );
    writeFileSync(path.join(cwd, 'long.yaml'), JSON.stringify({ ...small, name: 'story '.repeat(33) }));
    expect((await krumble(['check', 'long.yaml', ...off], { cwd })).stdout).toMatch(
      /^name: (story ){31}s, attack=none$/m,
    );
  });

  test('with a closed pipe behind it ends like one that was interrupted', async () => {
    const cwd = workplace();
    const running = start(['run', 'small.yaml', '--rounds', '400', '--ui', 'json', '--out', 'r'], { cwd });
    await running.saw('"round":0');
    running.closeStdout();
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([130, '']);
    expect(readJson(cwd, 'r', 'result.json')).toMatchObject({ complete: false });
  });
});

describe('an interrupt', () => {
  test('once, as when a terminal hangs up, ends after the running round with a valid run folder and exit code 130', async () => {
    const cwd = workplace();
    const running = start(['run', 'small.yaml', '--rounds', '400', '--out', 'r'], { cwd });
    await running.saw('round   0 (1/400)');
    running.kill('SIGHUP');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('stopping after this round; once more stops at once');
    expect(stdout).toContain(', interrupted\n');
    const rounds = splitLines(readFileSync(path.join(cwd, 'r', 'rounds.jsonl'), 'utf8')).map(
      (line) => JSON.parse(line) as RoundRecord,
    );
    expect(readJson(cwd, 'r', 'result.json')).toMatchObject({
      complete: false,
      rounds: rounds.length,
      digest: rounds[rounds.length - 1].digest,
    });
    expect(
      existsSync(
        path.join(cwd, 'r', 'checkpoints', `round-${String(rounds.length).padStart(6, '0')}.safetensors`),
      ),
    ).toBe(true);
  });

  test('while threads start ends that, leaves no folder, and exits with 130', async () => {
    const cwd = workplace();
    const threads = String(4 * availableParallelism() + 16);
    const running = start(['run', 'small.yaml', '--threads', threads, '--out', 'r'], { cwd });
    await running.saw('and all have to start');
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('krumble: stopped while the threads started\n');
    expect(existsSync(path.join(cwd, 'r'))).toBe(false);
  });

  test('twice ends at once, and what was recorded is whole lines', async () => {
    const cwd = workplace();
    const running = start(['run', 'small.yaml', '--rounds', '400', '--out', 'r'], { cwd });
    await running.saw('round   0 (1/400)');
    running.kill('SIGINT');
    running.kill('SIGTERM');
    const { code } = await running.ended;
    expect(code).toBe(130);
    const journal = readFileSync(path.join(cwd, 'r', 'rounds.jsonl'), 'utf8');
    expect(() => splitLines(journal).map((line) => JSON.parse(line) as unknown)).not.toThrow();
  });
});

describe('a mistake is one line on stderr and exit code 2, and nothing is written:', () => {
  test.each<[string, string[], RegExp]>([
    [
      'a pattern that there is no test image for',
      ['run', 'small.yaml', '--set', 'data.test=1', '--set', 'attack={name: backdoor-pattern, target: 7}'],
      /^krumble: attack\.target: all 1 test images that are used are of this class: .*, found 7$/,
    ],
    [
      'a mistyped command',
      ['rum', 'small.yaml'],
      /^krumble: unknown command 'rum' \(Did you mean run\?\) \(krumble --help lists commands and options\)$/,
    ],
    [
      'a missing file',
      ['run', 'no.yaml'],
      /^krumble: no\.yaml: there is no such file or scenario, allowed a YAML file, or a name that krumble list scenarios shows$/,
    ],
    ['a folder', ['run', '.'], /^krumble: \.: is a folder, not a file$/],
    ['an unknown scenario', ['run', 'mnist-litle-vs-krum'], /did you mean mnist-little-vs-krum\?/],
    [
      'an impossible --set',
      ['run', 'small.yaml', '--set', 'workers.corrupted=12'],
      /^krumble: --set workers\.corrupted=12: workers\.corrupted: found 12, allowed 0 to 11/,
    ],
    [
      '--rounds 0',
      ['run', 'small.yaml', '--rounds', '0'],
      /^krumble: --rounds: found "0", allowed a whole number from 1 to 1000000$/,
    ],
    [
      '--seed x',
      ['run', 'small.yaml', '--seed', 'x'],
      /^krumble: --seed: found "x", allowed a whole number from 0 to 9007199254740991$/,
    ],
    [
      '--threads none',
      ['run', 'small.yaml', '--threads', 'none'],
      /^krumble: --threads: found "none", allowed a whole number from 1 to 1024$/,
    ],
    ['--threads 0', ['run', 'small.yaml', '--threads', '0'], /^krumble: --threads: found "0"/],
    [
      '--ui',
      ['run', 'small.yaml', '--ui', 'gui'],
      /^krumble: --ui: found "gui", allowed auto, tui, lines, json, quiet$/,
    ],
    [
      '--ui tui without a terminal',
      ['run', 'small.yaml', '--ui', 'tui'],
      /^krumble: --ui: standard input and output are not a terminal/,
    ],
    [
      '--backend',
      ['run', 'small.yaml', '--backend', 'cuda'],
      /^krumble: --backend: found "cuda", allowed auto, wasm, tensorflow$/,
    ],
    [
      '--out on a file',
      ['run', 'small.yaml', '--out', 'small.yaml'],
      /^krumble: small\.yaml: --out: is not a folder$/,
    ],
    [
      '--out on a folder that is not a run',
      ['run', 'small.yaml', '--out', 'full'],
      /^krumble: full: --out: is not empty and holds no run/,
    ],
    [
      'the same with --force',
      ['run', 'small.yaml', '--out', 'full', '--force'],
      /^krumble: full: --out: is not empty and holds no run/,
    ],
    ['--out on a link', ['run', 'small.yaml', '--out', 'link'], /^krumble: link: --out: is a link/],
    ['the same with a slash', ['run', 'small.yaml', '--out', 'link/'], /^krumble: link\/: --out: is a link/],
    [
      '--out without a name',
      ['run', 'small.yaml', '--out', '', '--force'],
      /^krumble: --out: the name is empty$/,
    ],
    [
      'missing initial parameters',
      ['run', 'small.yaml', '--set', 'training.initial=no.safetensors'],
      /^krumble: no\.safetensors: training\.initial: there is no such file or folder$/,
    ],
    [
      'check of a bad file',
      ['check', 'bad.yaml'],
      /^krumble: bad\.yaml:2:1: sede: unknown key \(did you mean seed\?\)/,
    ],
    [
      'zmax of more corrupted than there are',
      ['zmax', '--workers', '5', '--corrupted', '6'],
      /^krumble: --corrupted: found "6", allowed a whole number from 0 to 5$/,
    ],
    [
      'list of nonsense',
      ['list', 'cats'],
      /^krumble: list: found "cats", allowed rules, transforms, attacks, partitions, schedules, local-updates, models, layers, data-sets, tasks, measures, scenarios, runs$/,
    ],
  ])('%s', async (_, args, message) => {
    const cwd = workplace();
    writeFileSync(path.join(cwd, 'bad.yaml'), 'task: mnist-mlp\nsede: 3\n');
    mkdirSync(path.join(cwd, 'full'));
    writeFileSync(path.join(cwd, 'full', 'manifest.json'), '{"name":"somebody else’s"}');
    symlinkSync('full', path.join(cwd, 'link'));
    const before = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort();
    const { code, stdout, stderr } = await krumble(args, { cwd });
    expect(stderr.trimEnd()).toMatch(message);
    expect(splitLines(stderr)).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
    expect(readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
  });

  test('a folder that already holds a run, unless --force is given', async () => {
    const cwd = workplace();
    const args = ['run', 'small.yaml', '--rounds', '1', '--out', 'r', ...QUIET];
    expect((await krumble(args, { cwd })).code).toBe(0);
    const before = readFileSync(path.join(cwd, 'r', 'rounds.jsonl'), 'utf8');
    const refused = await krumble([...args, '--seed', '4'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe(
      'krumble: r: --out: already holds a run; choose another folder, or --force to replace the run\n',
    );
    expect(readFileSync(path.join(cwd, 'r', 'rounds.jsonl'), 'utf8')).toBe(before);
    writeFileSync(path.join(cwd, 'r', 'checkpoints', 'notes.txt'), 'mine');
    expect((await krumble([...args, '--seed', '4', '--force'], { cwd })).code).toBe(0);
    expect(readFileSync(path.join(cwd, 'r', 'checkpoints', 'notes.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(path.join(cwd, 'r', 'rounds.jsonl'), 'utf8')).not.toBe(before);
  });

  test.each([[['fly']], [['run']], [['run', 'a', 'b']], [['run', 'small.yaml', '--colour']]])(
    '%j',
    async (args) => {
      const { code, stderr } = await krumble(args, { cwd: workplace() });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^krumble: [^\n]* \(krumble --help lists commands and options\)\n$/);
    },
  );
});

describe('the other commands', () => {
  test('zmax prints the paper’s 1.43', async () => {
    const { code, stdout } = await krumble(['zmax', '--workers', '50', '--corrupted', '24']);
    expect([code, stdout]).toEqual([0, '1.43\n']);
  });

  test.each([
    ['50', '30', /any z goes/],
    ['50', '0', /nobody attacks/],
    ['51', '51', /every worker is corrupted/],
  ])('zmax of %s and %s explains that there is no bound', async (workers, corrupted, reason) => {
    const { code, stdout } = await krumble(['zmax', '--workers', workers, '--corrupted', corrupted]);
    expect(code).toBe(0);
    expect(stdout).toMatch(reason);
  });

  test('zmax says when the bound is useless', async () => {
    const { stdout, stderr } = await krumble(['zmax', '--workers', '51', '--corrupted', '1']);
    expect(stdout).toBe('0.00\n');
    expect(stderr).toContain('z is not above 0');
  });

  test('check prints a scenario that checks as itself', async () => {
    const cwd = workplace();
    const first = await krumble(['check', 'small.yaml'], { cwd });
    expect([first.code, first.stderr]).toEqual([0, '']);
    writeFileSync(path.join(cwd, 'again.yaml'), first.stdout);
    expect((await krumble(['check', 'again.yaml'], { cwd })).stdout).toBe(first.stdout);
  });

  test('list names every rule, attack, model and scenario; each scenario checks', async () => {
    expect((await krumble(['list', 'rules'])).stdout).toMatch(/^mean .*\nkrum .*\ntrimmed-mean .*\nbulyan /);
    expect((await krumble(['list', 'attacks'])).stdout).toMatch(
      /^none .*\nlittle .* z .*\nbackdoor-sample .* image target z .*\nbackdoor-pattern .* size value target images z /,
    );
    expect((await krumble(['list', 'models'])).stdout).toMatch(/^mnist-mlp /);
    const scenarios = splitLines((await krumble(['list', 'scenarios'])).stdout).map(
      (line) => line.split(' ')[0],
    );
    for (const wanted of ['mnist-unattacked', 'mnist-little-vs-mean', 'mnist-little-vs-krum'])
      expect(scenarios).toContain(wanted);
    for (const name of scenarios) expect((await krumble(['check', name])).code).toBe(0);
  });

  test.each([60, 80, 120])('list of any kind fits a terminal of %d columns', async (columns) => {
    for (const kind of ['rules', 'attacks', 'transforms', 'tasks', 'measures', 'scenarios']) {
      const whole = splitLines((await krumble(['list', kind])).stdout);
      const lines = splitLines((await krumble(['list', kind], { columns })).stdout);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      const first = (texts: string[]) => texts.map((line) => line.split(' ')[0]);
      expect(first(lines)).toEqual(first(whole));
    }
  });

  test('data check says that MNIST is good', async () => {
    const { code, stdout } = await krumble(['data', 'check']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^mnist: good\n {2}train {2}60000 images {2}SHA-256 [0-9a-f]{64}\n {2}test {3}10000/,
    );
  });

  test('bench rounds prints medians of a round and its phases', async () => {
    const cwd = workplace();
    const { code, stdout } = await krumble(
      ['bench', 'rounds', 'small.yaml', '--rounds', '6', '--threads', '2'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^small\.yaml: 2 threads, 6 rounds\n {2}median ms a round \(quartiles\): [\d.]+ \(\d+ to \d+\) without evaluation\n/,
    );
    expect(stdout).toMatch(/ {2}evaluated every 3: [\d.]+ \([+-]\d+%\)\n/);
    expect(stdout).toMatch(/gradients [\d.]+, attack [\d.]+, aggregation [\d.]+, update [\d.]+\n/);
    expect(existsSync(path.join(cwd, 'runs'))).toBe(false);
  });

  test('bench defenses and attacks say how many times as long rounds take as the scenario’s own', async () => {
    const cwd = workplace();
    const brief = ['--scenario', 'small.yaml', '--rounds', '5', '--repetitions', '1', '--threads', '1'];
    for (const [kind, name] of [
      ['defenses', 'nnm+centered-clipping:tau=5'],
      ['attacks', 'ipm:tau=3'],
    ]) {
      const { code, stdout, stderr } = await krumble(['bench', kind, name, ...brief], { cwd });
      expect([code, stderr]).toEqual([0, `measuring 1 of 1: ${name}\n`]);
      const [title, , head, row] = stdout.split('\n');
      expect(title).toMatch(/^small: a round takes [\d.]+ ms in the median$/);
      expect(head.split(/ {2,}/)).toEqual([kind, 'ms a round', 'times the scenario’s', 'of all turns']);
      const [called, ms, ratio] = row.split(/ {2,}/);
      expect(called).toBe(name);
      // Rounded as they are printed, the quotient of both is that of the one turn.
      expect(Number(ratio) * Number(/takes ([\d.]+)/.exec(title)![1])).toBeCloseTo(Number(ms), -1);
    }
    const { code, stderr } = await krumble(['bench', 'attacks', 'ipm:tua=3', ...brief], { cwd });
    expect([code, stderr]).toEqual([
      2,
      'krumble: ipm:tua=3: attack.tua: ipm has no tua (did you mean tau?), found 3, allowed tau\n',
    ]);
  });

  test('bench scaling prints a table, a fit and a prediction, and writes them', async () => {
    const cwd = workplace();
    const hostile = '<script>alert("1")</script> & co';
    writeFileSync(path.join(cwd, 'hostile.yaml'), JSON.stringify({ ...small, name: hostile }));
    const files = ['--workers', '9', '--json', 'scaling.json', '--svg', 'scaling.svg'];
    const { code, stdout, stderr } = await krumble(
      ['bench', 'scaling', 'hostile.yaml', '--threads', '2', '--rounds', '5', '--repetitions', '2', ...files],
      { cwd },
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/\n {2}1 +[\d.]+ \(\d+ to \d+\) +1\.00 +100% +1\.00, 100% of it /);
    expect(stdout).toMatch(/\n {2}2\*? +[\d.]+ \(\d+ to \d+\) +[\d.]+ +\d+% /);
    expect(stdout).toMatch(/\n {2}speed-up +1\.00 +[\d.]+ /);
    expect(stdout).toMatch(/\nThe stages of a round on \d threads?:\n {2}stage +steps .*\n {2}confided +2 /);
    expect(stdout).toMatch(/\nmost to gain on 64: .+: [\d.]+ of [\d.]+ ms\n/);
    expect(stdout).toMatch(/\n {2}9 +[\d.]+ .* of [\d.]+ ms\n/);
    expect(stdout).toMatch(/\ndigest [0-9a-f]{64} on every number of threads\n$/);
    expect(stderr).toContain('measuring  2 of 2: 1 thread\n');
    const report = readJson(cwd, 'scaling.json');
    expect(report).toMatchObject({
      rounds: 5,
      repetitions: 2,
      points: [{ threads: 1, speedUp: 1 }, { threads: 2 }],
      otherWorkers: [{ workers: 9 }],
      weak: [],
    });
    expect(JSON.stringify(report)).not.toContain(hostname());
    const svg = readFileSync(path.join(cwd, 'scaling.svg'), 'utf8');
    expect(svg).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(svg).toContain('Speed-up of &#60;script&#62;');
    expect(svg).not.toMatch(/<script|NaN|Infinity/);
  });

  test.each([
    [['--threads', '0'], '--threads: found "0", allowed a whole number from 1 to 1024'],
    [['--workers', '51,0'], '--workers: found "0", allowed a whole number from 1 to 10000'],
    [
      ['--threads', '1,x'],
      '--threads: found "1,x", allowed numbers from 1 to 1024 with commas, such as 1,2,4',
    ],
    [['--rounds', '4'], '--rounds: found "4", allowed a whole number from 5 to 100000'],
    [['--svg', 'missing/scaling.svg'], '--svg: its folder does not exist, found "missing/scaling.svg"'],
  ])('bench scaling %j is refused before anything is measured', async (args, message) => {
    const { code, stdout, stderr } = await krumble(['bench', 'scaling', 'small.yaml', ...args], {
      cwd: workplace(),
    });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('measuring');
    expect(stdout).toBe('');
  });

  test('--help has examples and exit codes, --version the version', async () => {
    const help = await krumble(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('krumble run mnist-little-vs-krum');
    expect(help.stdout).toContain('130 interrupted');
    expect((await krumble(['run', '--help'])).stdout).toContain('Example: krumble run');
    const { version } = readJson(process.cwd(), 'package.json');
    expect((await krumbleProcess(['--version'])).stdout).toBe(`${String(version)}\n`);
  });
});
