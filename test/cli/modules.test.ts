import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Manifest, manifestText } from '../../src/runs/manifest.js';
import { krumble } from '../support/inProcess.js';
import { badRule, moduleFile, use, writeModule } from '../support/ownModules.js';
import { temporaryFolder } from '../support/program.js';
import { readContent, copyRun, QUIET } from '../support/recordedRun.js';

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-own-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const scenario = {
  name: 'own',
  task: 'dots',
  seed: 3,
  workers: { count: 8, corrupted: 2, reports: 'halved', share: 0.5 },
  data: { partition: 'in-blocks' },
  training: { rounds: 6, schedule: { name: 'warm-up', over: 3 }, workerMomentum: 0.5 },
  attack: { name: 'mirror', factor: 2, window: { from: 1 } },
  defense: { rule: 'slow-mean' },
  evaluation: { every: 2, measures: ['surest'] },
};
const NAMES = ['dots', 'halved', 'inBlocks', 'warmUp', 'mirror', 'slowMean', 'surest', 'cappedMean'];
const USED = NAMES.slice(0, -1);
/** The run of that scenario, in which a file of each module is used but that of the capped mean. */
const run = 'own';

function inputs(folder: string): string[] {
  writeFileSync(path.join(folder, 'own.yaml'), JSON.stringify(scenario));
  return ['own.yaml'];
}
const all = use(...NAMES.map(moduleFile));

async function expectDone(args: readonly string[], where = cwd): Promise<string> {
  const { code, stdout, stderr } = await krumble(args, { cwd: where });
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

/** What a command says that ends as a mistake of the user's, in one line. */
async function expectRefused(args: readonly string[], where = cwd): Promise<string> {
  const { code, stdout, stderr } = await krumble(args, { cwd: where });
  expect([code, stdout], `${args.join(' ')}: ${stderr}`).toEqual([2, '']);
  // A line for each mistake; of several with what stands there beneath it.
  expect(stderr).toMatch(/^(krumble: [^\n]+\n)( {4}[^\n]*\n|krumble: [^\n]+\n)*$/);
  return stderr;
}

beforeAll(async () => {
  const recording = ['--out', run, '--checkpoint-every', '2', ...QUIET];
  await expectDone(['run', ...inputs(cwd), ...recording, ...all]);
});

describe('with --use', () => {
  test('the manifest says which modules the run’s names come from, with hashes and no path', () => {
    const text = readFileSync(path.join(cwd, run, 'manifest.json'), 'utf8');
    const { used } = JSON.parse(text) as Manifest;
    expect(used?.map(({ files }) => files[0].file)).toEqual(USED.map((name) => `${name}.mjs`));
    expect(text).not.toContain(path.dirname(moduleFile('dots')));
  });

  test('a run is verified, watched, explained, listed, checked and compared', async () => {
    expect(await expectDone(['verify', run, ...all])).toMatch(/^good +6 rounds/m);
    expect(await expectDone(['watch', run, '--speed', 'max', '--ui', 'quiet', ...all])).toMatch(/6 of 6/);
    expect(await expectDone(['check', 'own.yaml', ...all])).toMatch(/rule: slow-mean/);
    expect(await expectDone(['list', 'rules', ...all])).toMatch(/^capped-mean +cap +the mean of reports/m);
    expect(await expectDone(['list', 'data-sets', ...all])).toMatch(/^dots /m);
    expect(await expectDone(['explain', 'capped-mean', ...all])).toContain(
      'cap: the largest value that counts (a number from 0 to 1000, default 1)',
    );
    expect(await expectDone(['explain', 'mirror', ...all])).toContain('the honest workers’ reports too');
    expect(await expectDone(['compare', run, run, ...all])).toMatch(/equal|same/);
  });

  test('it is replayed on another number of threads, from a checkpoint too', async () => {
    const quiet = ['--ui', 'quiet', ...all];
    expect(await expectDone(['replay', run, '--threads', '3', ...quiet])).toMatch(
      /^replay +rounds 0 to 5 equal to/m,
    );
    expect(await expectDone(['replay', run, '--threads', '1', '--from', '4', ...quiet])).toMatch(
      /^replay +rounds 4 to 5 equal to/m,
    );
  });

  test('it is gone on with to the same end, by what its checkpoints remember', async () => {
    for (const rounds of [3, 4]) {
      const folder = copyRun(path.join(cwd, run), cwd, `cut-${rounds}`);
      const file = path.join(folder, 'rounds.jsonl');
      const lines = readFileSync(file, 'utf8').split('\n').slice(0, rounds);
      writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
      for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(folder, name));
      await expectDone(['resume', folder, ...QUIET, ...all]);
      expect(readContent(folder)).toEqual(readContent(path.join(cwd, run)));
    }
  });

  test('it is branched to another rule, and the branch replayed', async () => {
    const change = ['--set', 'defense.rule=capped-mean', '--set', 'defense.cap=0.02'];
    await expectDone(['branch', run, '--from', '3', ...change, '--out', 'branch', ...QUIET, ...all]);
    const text = readFileSync(path.join(cwd, 'branch', 'manifest.json'), 'utf8');
    const { used } = JSON.parse(text) as Manifest;
    expect(used?.map(({ files }) => files[0].file)).toEqual(NAMES.map((name) => `${name}.mjs`));
    expect(await expectDone(['replay', 'branch', ...QUIET, ...all])).toMatch(
      /^replay +rounds 0 to 5 equal to/m,
    );
    expect(await expectDone(['compare', run, 'branch', ...all])).toMatch(/round 3/);
  });

  test('a grid is swept by processes that are handed the modules, and reported with the run', async () => {
    const grid = { ...scenario, defense: { rule: 'capped-mean', cap: [0.01, 0.1] } };
    writeFileSync(path.join(cwd, 'grid.yaml'), JSON.stringify(grid));
    const swept = await krumble(['sweep', 'grid.yaml', '--rounds', '2', '--out', 'swept', ...all], { cwd });
    expect(swept.code, swept.stderr).toBe(0);
    const lines = readFileSync(path.join(cwd, 'swept', 'results.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map((row) => row['defense.cap'])).toEqual([0.01, 0.1]);
    expect(rows.map((row) => row['workers.share'])).toEqual([0.5, 0.5]);
    const { code, stderr } = await krumble(['report', run, 'swept', '-o', 'report.html', ...all], { cwd });
    expect(code, stderr).toBe(0);
    expect(readFileSync(path.join(cwd, 'report.html'), 'utf8')).toContain('slow-mean');
  });
});

describe('without --use', () => {
  test.each([
    ['replay', run, ...QUIET],
    ['resume', run, ...QUIET],
    ['branch', run, '--from', '3', '--set', 'seed=4', ...QUIET],
    ['verify', run],
    ['watch', run, '--ui', 'quiet'],
    ['compare', run, run],
    ['report', run, '-o', 'missing.html'],
  ])('krumble %s says which module is missing, and how it is given', async (...args) => {
    expect(await expectRefused(args)).toMatch(
      /the run uses dots\.mjs \(dataSet dots, model dots-dense, task dots; SHA-256 [0-9a-f]{64}\), .*with --use dots\.mjs/,
    );
    expect(existsSync(path.join(cwd, 'missing.html'))).toBe(false);
  });

  test('a scenario’s names are not known', async () => {
    for (const command of ['run', 'check']) {
      expect(await expectRefused([command, 'own.yaml'])).toMatch(
        /own\.yaml:1:\d+: task: no task has this name \(pass --use FILE if it is your own\), found "dots"/,
      );
    }
    expect(await expectRefused(['explain', 'slow-mean'])).toContain('pass --use FILE if it is your own');
    expect(readdirSync(cwd)).not.toContain('runs');
  });
});

describe('a module that is not, byte for byte, the one that a run was recorded with', () => {
  let altered: string[];
  beforeAll(async () => {
    const folder = path.join(cwd, 'altered');
    cpSync(path.dirname(moduleFile('dots')), folder, { recursive: true });
    const own = NAMES.map((name) => path.join(folder, `${name}.mjs`));
    altered = use(...own);
    const change = ['--set', 'defense.rule=capped-mean'];
    await expectDone(['branch', run, '--from', '3', ...change, '--out', 'whole', ...QUIET, ...altered]);
    appendFileSync(path.join(folder, 'clip', 'clip.mjs'), ' ');
  });

  test.each([
    ['replay', 'whole', ...QUIET],
    ['resume', 'whole', ...QUIET],
    ['branch', 'whole', '--from', '4', '--set', 'seed=4', ...QUIET],
  ])('is refused by krumble %s, with its file and both hashes', async (...args) => {
    const said = await expectRefused([...args, ...altered]);
    const hash =
      /clip\/clip\.mjs is not the file that the run was recorded with, found SHA-256 ([0-9a-f]{64}), allowed ([0-9a-f]{64})$/m;
    const [, found, allowed] = hash.exec(said) ?? [];
    expect(found, said).not.toBe(allowed);
  });

  test('does not keep a run from being looked at', async () => {
    expect(await expectDone(['verify', 'whole', ...altered])).toMatch(/^good +6 rounds/m);
  });
});

describe('a rule that breaks its contract in round 2 is named with it, and the rounds before stay:', () => {
  const own = { ...scenario, defense: { rule: 'bad' } };

  test.each<[string, string, string]>([
    [
      'NaN',
      'result.aggregate[3] = NaN; return result;',
      'reduce gave NaN of finite reports, at coordinate 3 of a block; expected finite values',
    ],
    [
      'a short array',
      'return { ...result, aggregate: result.aggregate.slice(1) };',
      'reduce gave an aggregate of 153 values; expected a Float32Array of 154 values',
    ],
    ['a promise', 'return Promise.resolve(result);', 'reduce returned a promise; expected a value at once'],
    [
      'changed rows',
      'rows[4].fill(0); return result;',
      'reduce changed row 4 of what it was given; expected rows that stay as they are',
    ],
    ['an error', `throw new RangeError('too far\\nfrom home');`, 'reduce threw RangeError: too far'],
    [
      'nothing',
      'return undefined;',
      'reduce gave an aggregate of nothing; expected a Float32Array of 154 values',
    ],
    [
      'counts that are none',
      'return { ...result, kept: [1] };',
      'reduce gave kept [1]; expected 8 counts of coordinates, one a row',
    ],
  ])('%s', async (_, reduce, message) => {
    const where = temporaryFolder();
    const file = writeModule(where, 'bad', badRule(reduce));
    writeFileSync(path.join(where, 'own.yaml'), JSON.stringify(own));
    const given = use(...USED.map(moduleFile), file);
    const said = await expectRefused(['run', 'own.yaml', '--out', 'bad', ...QUIET, ...given], where);
    expect(said).toBe(`krumble: round 2: bad.mjs: rule bad: ${message}\n`);
    expect(await expectDone(['verify', 'bad', ...given], where)).toMatch(/2 rounds/);
  });

  test('no end, within --deadline', { timeout: 120_000 }, async () => {
    const where = temporaryFolder();
    const file = writeModule(where, 'bad', badRule('for (;;);'));
    writeFileSync(path.join(where, 'own.yaml'), JSON.stringify(own));
    const given = use(...USED.map(moduleFile), file);
    const args = ['run', 'own.yaml', '--out', 'bad', '--deadline', '1', ...QUIET, ...given];
    const { code, stderr } = await krumble(args, { cwd: where });
    const [last] = stderr.trimEnd().split('\n').slice(-1);
    expect(last).toMatch(
      /^krumble: round 2: bad\.mjs: rule bad: reduce did not come back: no answer within 1 s \(at shard\/0\); expected an end to it$/,
    );
    expect(code).toBe(2);
    expect(await expectDone(['verify', 'bad', ...given], where)).toMatch(/2 rounds/);
  });

  test('an error of what the driver runs is one line too', async () => {
    const where = temporaryFolder();
    const conclude = '() => { if (calls++ === 2) throw new Error("no end"); return { height: 1 }; }';
    const fields = "{ height: tools.option.real({ least: 0, most: 9, about: 'a' }) }";
    const parts = `when: 'always', measure: () => 1, conclude: ${conclude}, fields: ${fields}`;
    const measure = `tools.defineMeasure({ name: 'bad', summary: 'bad', ${parts} })`;
    const file = writeModule(where, 'bad', `{ let calls = 0; return ${measure}; }`);
    const evaluation = { every: 2, measures: ['bad'] };
    writeFileSync(path.join(where, 'own.yaml'), JSON.stringify({ ...scenario, evaluation }));
    const given = use(...USED.map(moduleFile), file);
    const said = await expectRefused(['run', 'own.yaml', '--out', 'bad', ...QUIET, ...given], where);
    expect(said).toBe('krumble: round 2: bad.mjs: measure bad: conclude threw Error: no end\n');
    expect(await expectDone(['verify', 'bad', ...given], where)).toMatch(/2 rounds/);
  });
});

describe('a module that cannot be used is one line, exit code 2, and nothing is written:', () => {
  const rule = (parts: string) =>
    `tools.defineRule({ name: 'own', summary: 'own', check: () => null, reduce: tools.columnMean, ${parts} })`;

  test.each<[string, (folder: string) => string, RegExp]>([
    [
      'a taken name',
      (folder) => writeModule(folder, 'own', rule(`name: 'krum'`)),
      /own\.mjs: the name krum is that of another rule already/,
    ],
    [
      'no summary',
      (folder) => writeModule(folder, 'own', rule(`summary: ''`)),
      /own\.mjs: rule "own": it has no summary/,
    ],
    [
      'no function',
      (folder) => writeModule(folder, 'own', rule('reduce: 3')),
      /own\.mjs: rule "own": it has no decide and no reduce/,
    ],
    [
      'a wrong option',
      (folder) => writeModule(folder, 'own', rule('options: { cap: 3 }')),
      /own\.mjs: rule "own": the option cap is no schema/,
    ],
    ['a syntax error', (folder) => writeModule(folder, 'own', '{'), /own\.mjs: not a JavaScript module/],
    ['a missing file', (folder) => path.join(folder, 'gone.mjs'), /gone\.mjs: --use: there is no such file/],
    ['a directory', (folder) => folder, /: --use: is a folder, not a file$/m],
  ])('%s', async (_, write, message) => {
    const where = temporaryFolder();
    inputs(where);
    const file = write(where);
    const before = readdirSync(where);
    for (const args of [
      ['run', 'own.yaml', ...QUIET],
      ['check', 'own.yaml'],
      ['list', 'rules'],
      ['sweep', 'own.yaml'],
    ]) {
      expect(await expectRefused([...args, '--use', file], where)).toMatch(message);
    }
    expect(readdirSync(where)).toEqual(before);
  });
});

describe('what is read names no code, so that nothing is loaded:', () => {
  /** What is loaded may take a while. */
  const aMoment = () => new Promise((resolve) => setTimeout(resolve, 100));

  function setTrap(): { folder: string; file: string; trace: string } {
    const folder = temporaryFolder();
    const trace = path.join(folder, 'trace');
    const file = path.join(folder, 'trap.mjs');
    const text = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, 'sprung');\n`;
    writeFileSync(file, `${text}export default [];\n`);
    return { folder, file, trace };
  }

  test.each<[string, (file: string) => object]>([
    ['task', (task) => ({ ...scenario, task })],
    ['rule', (rule) => ({ task: 'mnist-mlp', defense: { rule } })],
    ['attack', (name) => ({ task: 'mnist-mlp', workers: { corrupted: 2 }, attack: { name } })],
    ['partition', (partition) => ({ task: 'mnist-mlp', data: { partition } })],
    ['use', (file) => ({ task: 'mnist-mlp', use: [file] })],
  ])('a scenario file with a path for its %s', async (_, input) => {
    const { folder, file, trace } = setTrap();
    for (const named of [file, './trap.mjs', 'trap.mjs', `file://${file}`]) {
      writeFileSync(path.join(folder, 's.yaml'), JSON.stringify(input(named)));
      for (const args of [
        ['run', 's.yaml', ...QUIET],
        ['check', 's.yaml'],
        ['sweep', 's.yaml'],
      ]) {
        expect(await expectRefused(args, folder)).toMatch(/s\.yaml.*(has this name|unknown key)/);
      }
    }
    await aMoment();
    expect(existsSync(trace)).toBe(false);
    await krumble(['list', 'rules', '--use', file]);
    expect(existsSync(trace)).toBe(true); // the trap works
  });

  test('a manifest that was forged with all its seals', async () => {
    const { folder, file, trace } = setTrap();
    const forged = copyRun(path.join(cwd, run), folder, 'forged');
    const at = path.join(forged, 'manifest.json');
    const { sha256: _, ...manifest } = JSON.parse(readFileSync(at, 'utf8')) as Manifest & { sha256: string };
    const files = [{ file, sha256: '0'.repeat(64) }];
    const forgeries: object[] = [
      { ...manifest, used: [...manifest.used!, { files, entries: ['rule trap'] }] },
      { ...manifest, used: [{ files, entries: ['rule slow-mean'] }] },
      { ...manifest, scenario: { ...manifest.scenario, defense: { rule: file, declared: 2 } } },
      { ...manifest, scenario: { ...manifest.scenario, use: [file] } },
    ];
    for (const one of forgeries) {
      writeFileSync(at, manifestText(one as Manifest));
      for (const args of [
        ['verify', forged],
        ['replay', forged, ...QUIET],
        ['resume', forged, ...QUIET],
        ['branch', forged, '--from', '3', '--set', 'seed=4', ...QUIET],
        ['watch', forged, '--ui', 'quiet'],
      ]) {
        const { code, stdout, stderr } = await krumble([...args, ...all], { cwd: folder });
        expect(code === 2 || code === 4, `${args[0]}: ${code} ${stderr}`).toBe(true);
        expect([stdout, stderr.trimEnd().split('\n').length]).toEqual(['', 1]);
      }
    }
    await aMoment();
    expect(existsSync(trace)).toBe(false);
  });
});
