import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  builtIn,
  ContractError,
  expandScenario,
  InputError,
  type Round,
  type ScenarioInput,
  simulate,
  useModules,
} from 'krumble';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { moduleFile, writeModule } from '../support/ownModules.js';
import { temporaryFolder } from '../support/program.js';

type Input = Readonly<Record<string, unknown>>;

const dots = {
  task: 'dots',
  seed: 3,
  workers: { count: 8, corrupted: 2 },
  training: { rounds: 3 },
  evaluation: { every: 2 },
};

function play(scenario: Input, files: readonly string[], threads: number): Promise<Round[]> {
  const use = [moduleFile('dots'), ...files];
  // Names of one's own are not among the types of what comes with krumble.
  const input = { ...dots, ...scenario } as unknown as ScenarioInput;
  return lastValueFrom(simulate(input, { threads, use }).pipe(toArray()));
}

async function digestOf(scenario: Input, names: readonly string[], threads: number): Promise<string> {
  const rounds = await play(scenario, names.map(moduleFile), threads);
  expect(rounds).toHaveLength(3);
  return rounds[2].record.digest;
}

const OWN: readonly (readonly [name: string, scenario: Input])[] = [
  ['cappedMean', { defense: { rule: 'capped-mean', cap: 0.01 } }],
  ['slowMean', { defense: { rule: 'slow-mean' } }],
  ['mirror', { attack: { name: 'mirror', factor: 2, window: { from: 1 } } }],
  ['relabel', { attack: 'relabel' }],
  ['inBlocks', { data: { partition: 'in-blocks' } }],
  ['warmUp', { training: { rounds: 3, schedule: { name: 'warm-up', over: 3 } } }],
  ['halved', { workers: { ...dots.workers, reports: 'halved', share: 0.25 } }],
  ['surest', { evaluation: { every: 2, measures: ['surest'] } }],
];

describe('entries of a user’s own', () => {
  test('each change what is played', async () => {
    const digests = [await digestOf({}, [], 1)];
    for (const [name, scenario] of OWN) digests.push(await digestOf(scenario, [name], 1));
    expect(new Set(digests).size).toBe(1 + OWN.length);
  });

  test('give the same rounds on 1 and on 4 threads', async () => {
    const parts = (...names: string[]) => OWN.filter(([name]) => names.includes(name));
    const together = [
      parts('cappedMean', 'mirror', 'inBlocks', 'warmUp', 'halved', 'surest'),
      parts('slowMean', 'relabel'),
    ];
    expect(together.flat()).toHaveLength(OWN.length);
    for (const some of together) {
      const scenario = Object.assign({}, ...some.map(([, input]) => input)) as Input;
      const names = some.map(([name]) => name);
      expect(await digestOf(scenario, names, 4), names.join()).toBe(await digestOf(scenario, names, 1));
    }
  });

  test('do what they say', async () => {
    const scenario = {
      defense: { rule: 'capped-mean', cap: 0.01 },
      attack: { name: 'mirror', factor: 2, window: { from: 1 } },
      training: { rounds: 3, schedule: { name: 'warm-up', over: 4 } },
      evaluation: { every: 2, measures: ['surest'] },
    };
    const rounds = await play(scenario, ['cappedMean', 'mirror', 'warmUp', 'surest'].map(moduleFile), 1);
    const records = rounds.map(({ record }) => record);
    expect(records.map(({ learningRate }) => learningRate)).toEqual([0.025, 0.05, 0.1 * 0.75]);
    expect(records.map(({ attack }) => attack)).toEqual([undefined, { turned: 1 }, { turned: 2 }]);
    expect(records.map(({ reports: [a, b] }) => a === b)).toEqual([false, true, true]);
    expect(records.map((record) => 'surestLogit' in record)).toEqual([true, false, true]);
    for (const { probes } of rounds) {
      for (const value of probes.aggregate) expect(Math.abs(value!)).toBeLessThanOrEqual(0.01 + 1e-9);
    }
  });

  test('may come as a list, by a module that imports nothing', async () => {
    const { tasks, models, dataSets, modules } = await useModules([moduleFile('dots')]);
    const last = [tasks, models, dataSets].map((list) => list.at(-1)?.name);
    expect(last).toEqual(['dots', 'dots-dense', 'dots']);
    expect(modules.map(({ entries }) => entries)).toEqual([
      ['dataSet dots', 'model dots-dense', 'task dots'],
    ]);
  });

  test('are known by the hashes of all files of their module', async () => {
    const [{ files, entries }] = (await useModules([moduleFile('cappedMean')])).modules;
    expect(files.map(({ file }) => file)).toEqual(['cappedMean.mjs', 'clip/clip.mjs']);
    expect(files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
    expect(entries).toEqual(['rule capped-mean']);
  });

  test('are made with what krumble/define exports, which is what modules are handed', async () => {
    const define = await import('krumble/define');
    const file = writeModule(temporaryFolder(), 'own', `{ throw new Error(Object.keys(tools).join()) }`);
    const error = (await useModules([file]).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain(Object.keys(define).join().slice(0, 200));
    expect(Object.keys(define)).toContain('defineRule');
  });

  test('of a measure may not have a field that another measure has', async () => {
    const measure = (name: string) => `tools.defineMeasure({ name: '${name}', summary: 's', when: 'always',
      measure: () => 1, conclude: () => ({ height: 1 }),
      fields: { height: tools.option.real({ least: 0, most: 9, about: 'a' }) } })`;
    const file = writeModule(temporaryFolder(), 'own', `[${measure('one')}, ${measure('other')}]`);
    const catalogue = await useModules([file]);
    const evaluation = { measures: ['one', 'other'] };
    expect(() => expandScenario({ task: 'mnist-mlp', evaluation }, { catalogue })).toThrow(
      'evaluation.measures.1: other has the field height of the record, and one too, found other',
    );
  });

  test('leave the catalogue that they are added to as it was', async () => {
    const before = builtIn.rules.length;
    const { rules } = await useModules([moduleFile('cappedMean')]);
    expect([builtIn.rules.length, rules.length]).toEqual([before, before + 1]);
  });
});

describe('a module that is edited is another one', () => {
  test('and is loaded anew in the same process', async () => {
    const folder = temporaryFolder();
    copyFileSync(moduleFile('warmUp'), path.join(folder, 'warmUp.mjs'));
    const file = path.join(folder, 'warmUp.mjs');
    const [{ files: before }] = (await useModules([file])).modules;
    writeFileSync(file, readFileSync(file, 'utf8').replace('rate rises over', 'rate climbs over'));
    const { modules, schedules } = await useModules([file]);
    expect(modules[0].files[0].sha256).not.toBe(before[0].sha256);
    expect(schedules.at(-1)?.summary).toBe('the rate climbs over the first rounds');
  });
});

describe('a module that cannot be used is named, with what is wrong, as a mistake of the user’s:', () => {
  const refusal = async (files: readonly string[]): Promise<string> => {
    const error: unknown = await useModules(files).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  };
  const rule = (parts: string) =>
    `tools.defineRule({ name: 'own', summary: 'own', check: () => null, reduce: (rows) => tools.columnMean(rows), ${parts} })`;

  test.each<[string, string, RegExp]>([
    [
      'a taken name',
      rule(`name: 'krum'`),
      /the name krum is that of another rule already; choose one of your own$/,
    ],
    [
      'a taken alias',
      `tools.defineSchedule({ name: 'fading', summary: 's', rate: () => 1 })`,
      /the name fading is that of another schedule already; choose one of your own$/,
    ],
    [
      'an alias of its own that is taken',
      rule(`aliases: ['mean']`),
      /the name mean is that of another rule already; choose one of your own$/,
    ],
    ['no summary', rule(`summary: ''`), /rule "own": it has no summary$/],
    [
      'no function',
      `tools.defineRule({ name: 'own', summary: 'own', check: () => null })`,
      /rule "own": it has no decide and no reduce; expected a function$/,
    ],
    ['no check', rule('check: undefined'), /rule "own": it has no check; expected a function$/],
    [
      'a name that cannot be typed',
      rule(`name: 'My Rule'`),
      /rule "My Rule": its name is "My Rule"; expected up to 40 lower case letters, digits and hyphens$/,
    ],
    ['the name none', rule(`name: 'none'`), /its name is "none"/],
    [
      'an option that is no schema',
      rule('options: { cap: 3 }'),
      /rule "own": the option cap is no schema; expected option\.real\(\{ \.\.\. \}\) or the like$/,
    ],
    [
      'an option whose name a scenario needs',
      rule(`options: { declared: tools.option.flag({ about: 'a' }) }`),
      /rule "own": an option cannot be named "declared"$/,
    ],
    ['an empty list of variants', rule('variants: []'), /rule "own": variants are not a list of \{ name/],
    [
      'memory that has no length',
      rule(`memory: [{ name: 'last' }]`),
      /rule "own": its memory is \[\{"name":"last"\}\]; expected a list of \{ name, length/,
    ],
    [
      'an attack that says not what it sees',
      `tools.defineAttack({ name: 'own', summary: 'own', forge: ({ own }) => own[0] })`,
      /attack "own": its sees is nothing; expected own, honest, or defense, or one of them for each variant$/,
    ],
    [
      'a measure of a field that the record has',
      `tools.defineMeasure({ name: 'own', summary: 'own', when: 'always', measure: () => 1,
        conclude: () => ({ digest: 1 }), fields: { digest: tools.option.flag({ about: 'a' }) } })`,
      /measure "own": its fields is .*; expected a mapping of new fields of the record to schemas/,
    ],
    [
      'a task without its settings',
      `tools.defineTask({ name: 'own', summary: 'own', model: 'mnist-mlp', dataSet: 'mnist' })`,
      /task "own": its augmentation is nothing; expected none, or crop-and-flip$/,
    ],
    [
      'a network without tensors',
      `tools.defineModel({ name: 'own', summary: 'own', inputShape: [2, 2, 1], classes: 2, network: () => null })`,
      /model "own": its tensors is nothing; expected a list of \{ name, kind/,
    ],
    ['something else', '42', /its default export is 42; expected an entry made with defineRule/],
    ['nothing', 'undefined', /its default export is nothing; expected an entry/],
    ['an empty list', '[]', /exports an empty list of entries$/],
    ['an entry of no kind', `({ kind: 'pipe', name: 'own' })`, /its default export is \{"kind":"pipe"/],
    [
      'an error',
      `{ throw new TypeError('not today\\nnor tomorrow'); }`,
      /cannot be loaded: TypeError: not today$/,
    ],
  ])('%s', async (_, body, message) => {
    const file = writeModule(temporaryFolder(), 'own', body);
    const text = await refusal([file]);
    expect(text).toMatch(message);
    expect(text.startsWith(`${file}: `)).toBe(true);
  });

  test.each<[string, string, RegExp]>([
    ['a syntax error', 'export default ({ => 3;\n', /own\.mjs: not a JavaScript module: /],
    ['no default export', 'export const rule = 3;\n', /own\.mjs: its default export is nothing; expected/],
    [
      'an import that is not there',
      `import './gone.mjs';\nexport default [];\n`,
      /gone\.mjs: --use: there is no such file or folder$/,
    ],
    [
      'a package that is not there',
      `import 'no-such-package-anywhere';\nexport default [];\n`,
      /own\.mjs: cannot be loaded: Error: Cannot find package 'no-such-package-anywhere'/,
    ],
  ])('%s', async (_, text, message) => {
    const file = path.join(temporaryFolder(), 'own.mjs');
    writeFileSync(file, text);
    expect(await refusal([file])).toMatch(message);
  });

  test('a missing file, a directory, and the same module twice', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'own.mjs'));
    expect(await refusal([path.join(folder, 'gone.mjs')])).toMatch(
      /gone\.mjs: .*there is no such file or folder$/,
    );
    expect(await refusal([path.join(folder, 'own.mjs')])).toMatch(/own\.mjs: .*is a folder, not a file$/);
    expect(await refusal([moduleFile('relabel'), moduleFile('relabel')])).toMatch(
      /the name relabel is that of another attack already; choose one of your own$/,
    );
  });
});

describe('a module that breaks its contract is named with the round, the function and what was expected:', () => {
  const broken = async (scenario: Input, body: string): Promise<string> => {
    const file = writeModule(temporaryFolder(), 'own', body);
    const error: unknown = await play(scenario, [file], 1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ContractError);
    return (error as Error).message;
  };
  const attack = (parts: string, sees = 'honest') =>
    `tools.defineAttack({ name: 'own', summary: 'own', sees: '${sees}', ${parts} })`;
  const named = { attack: { name: 'own' } };

  test.each<[string, Input, string, string]>([
    [
      'honest reports that an adversary changes when it decides',
      named,
      attack('decide: ({ honest }) => { honest[0][0][0] += 1; return {}; }'),
      'round 0: own.mjs: attack own: decide changed row 0 of what it was given; expected rows that stay as they are',
    ],
    [
      'honest reports that it changes when it forges',
      named,
      attack('forge: ({ own, honest }) => { honest[1][0] = 9; return own[0]; }'),
      'round 0: own.mjs: attack own: forge changed row 1 of what it was given; expected rows that stay as they are',
    ],
    [
      'parameters that it changes',
      named,
      attack('decide: ({ parameters }) => { parameters[3] = 7; return {}; }', 'own'),
      'round 0: own.mjs: attack own: decide changed row 0 of what it was given; expected rows that stay as they are',
    ],
    [
      'what an adversary remembered, if it changes that when it decides',
      named,
      attack(
        `memory: [{ name: 'last', length: 2 }], decide: ({ memory }) => { memory.last.before[0][1] = 7; return {}; }`,
      ),
      'round 0: own.mjs: attack own: decide changed row 0 of what it was given; expected rows that stay as they are',
    ],
    [
      'what an adversary remembered, if it changes that when it forges',
      named,
      attack(
        `memory: [{ name: 'last', length: 'parameters' }],
         forge: ({ own, memory }) => { memory.last.before[0][0] = 7; return own[0]; }`,
      ),
      'round 0: own.mjs: attack own: forge changed row 0 of what it was given; expected rows that stay as they are',
    ],
    [
      'what a rule remembered, if it changes that',
      { defense: { rule: 'own' } },
      `tools.defineRule({ name: 'own', summary: 'own', check: () => null, memory: [{ name: 'last', length: 'parameters' }],
         reduce: (rows, setting, decision, { last }) => { last.before[0][0] = 7; return tools.columnMean(rows); } })`,
      'round 0: own.mjs: rule own: reduce changed row 0 of what it was given; expected rows that stay as they are',
    ],
    [
      'more rows out of a transform than go in',
      { defense: { rule: 'mean', before: ['own'] } },
      `tools.defineTransform({ name: 'own', summary: 'own', check: () => null, rowsOut: ({ rows }) => rows + 1,
         mix: () => ({ weights: [] }) })`,
      'own.mjs: transform own: rowsOut gave 9; expected a whole number from 1 to 8',
    ],
    [
      'a report that is too short',
      named,
      attack('decide: () => ({ report: new Float32Array(3) })', 'own'),
      'round 0: own.mjs: attack own: decide gave a report of 3 values; expected a Float32Array of 154 values',
    ],
    [
      'facts that a journal cannot give back',
      named,
      attack('decide: () => ({ facts: { z: NaN } })', 'own'),
      'round 0: own.mjs: attack own: decide gave facts {"z":null}; expected finite numbers, short texts, true, false or null',
    ],
    [
      'a poisoned batch of other labels than there are',
      named,
      attack('poison: ({ images, labels }) => ({ images, labels: labels.fill(2) })', 'own'),
      'round 0: own.mjs: attack own: poison gave another batch than it got; expected as many images (Float64Array) and labels (Int32Array)',
    ],
    [
      'a gradient of another length',
      { workers: { ...dots.workers, reports: 'own' } },
      `tools.defineLocalUpdate({ name: 'own', summary: 'own', compute: () => ({ loss: 1, gradient: new Float32Array(2) }) })`,
      'round 0: own.mjs: localUpdate own: compute gave a gradient of 2 values; expected a Float32Array of 154 values',
    ],
    [
      'parameters that a worker changes',
      { workers: { ...dots.workers, reports: 'own' } },
      `tools.defineLocalUpdate({ name: 'own', summary: 'own', compute: ({ parameters }) => ({ loss: 1, gradient: parameters.fill(0) }) })`,
      'round 0: own.mjs: localUpdate own: compute changed row 0 of what it was given; expected rows that stay as they are',
    ],
    [
      'a rate of 0',
      { training: { rounds: 3, schedule: 'own' } },
      `tools.defineSchedule({ name: 'own', summary: 'own', rate: ({ round }) => 1 - round })`,
      'own.mjs: schedule own: rate gave 0 for round 1; expected a finite number above 0',
    ],
    [
      'a measured field of another kind',
      { evaluation: { every: 1, measures: ['own'] } },
      `tools.defineMeasure({ name: 'own', summary: 'own', when: 'always', measure: () => 1,
        conclude: () => ({ height: 'tall' }), fields: { height: tools.option.real({ least: 0, most: 9, about: 'a' }) } })`,
      'round 0: own.mjs: measure own: conclude gave {"height":"tall"}; expected the fields that it declares (height: ',
    ],
    [
      'a test image that a measure changes',
      { evaluation: { every: 1, measures: ['own'] } },
      `tools.defineMeasure({ name: 'own', summary: 'own', when: 'always',
        measure: ({ set }, { from }) => { set.test.images[from] ^= 1; return 1; },
        conclude: () => ({ height: 1 }), fields: { height: tools.option.real({ least: 0, most: 9, about: 'a' }) } })`,
      'round 0: own.mjs: measure own: measure changed the images that it was given; expected images that stay as they are',
    ],
    [
      'an image that is dealt twice',
      { data: { partition: 'own' } },
      `tools.definePartition({ name: 'own', summary: 'own', assign: ({ order, workers }) => new Array(workers).fill(order.slice(0, 30)) })`,
      'own.mjs: partition own: assign dealt image ',
    ],
    [
      'a promise in the place of a check',
      { defense: { rule: 'own' } },
      `tools.defineRule({ name: 'own', summary: 'own', check: async () => null, reduce: (rows) => tools.columnMean(rows) })`,
      'own.mjs: rule own: check returned a promise; expected a value at once',
    ],
    [
      'logits of another shape',
      { task: 'own' },
      `[tools.defineModel({ name: 'own', summary: 'own', inputShape: [4, 4, 1], classes: 2,
          tensors: [{ name: 'a', kind: 'bias', shape: [2] }], network: ({ parameter }) => parameter('a') }),
        tools.defineTask({ name: 'own', summary: 'own', model: 'own', dataSet: 'dots', augmentation: 'none',
          workers: { count: 8, batch: 10, reports: 'single-batch' }, batchMax: 100, slice: 50, deadline: 60,
          training: { rounds: 3, momentum: 0, learningRate: 0.1, fading: 'none', l2: 0 } })]`,
      'round 0: own.mjs: model own: network gave a tensor [2]; expected logits [batch, 2]',
    ],
  ])('%s', async (_, scenario, body, message) => {
    expect(await broken(scenario, body)).toContain(message);
  });
});

/** What is loaded may take a while. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 100));

describe('a scenario names no code:', () => {
  /** A module that would leave a file behind if anything loaded it. */
  function trap(): { file: string; wasSprung: () => boolean } {
    const folder = temporaryFolder();
    const trace = path.join(folder, 'trace');
    const file = path.join(folder, 'trap.mjs');
    const text = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, 'sprung');\n`;
    writeFileSync(file, `${text}export default [];\n`);
    return { file, wasSprung: () => existsSync(trace) };
  }
  test.each<[string, (file: string) => object, RegExp]>([
    ['task', (file) => ({ task: file }), /^task: no task has this name/],
    ['defense.rule', (rule) => ({ defense: { rule } }), /^defense\.rule: no rule has this name/],
    ['defense.before', (file) => ({ defense: { before: [file] } }), /^defense\.before\.0: no transform/],
    ['attack', (attack) => ({ attack }), /^attack\.name: no attack has this name/],
    ['attack.name', (name) => ({ attack: { name } }), /^attack\.name: no attack has this name/],
    ['data.partition', (partition) => ({ data: { partition } }), /^data\.partition: no partition/],
    ['training.schedule', (schedule) => ({ training: { schedule } }), /^training\.schedule: no schedule/],
    ['workers.reports', (reports) => ({ workers: { reports } }), /^workers\.reports: no local update/],
    [
      'evaluation.measures',
      (name) => ({ evaluation: { measures: [{ name }] } }),
      /^evaluation\.measures\.0: no/,
    ],
    ['use', (use) => ({ use }), /^use: unknown key, allowed name, seed, task,/],
    [
      'used',
      (file) => ({ used: [{ files: [{ file }] }] }),
      /^used: unknown key \(did you mean seed\?\), allowed/,
    ],
  ])('%s', async (_, scenario, message) => {
    const { file, wasSprung } = trap();
    const input = { task: 'mnist-mlp', workers: { corrupted: 2 }, ...scenario(file) };
    expect(() => expandScenario(input)).toThrow(message);
    const played = lastValueFrom(simulate(input as unknown as ScenarioInput, { threads: 1 }));
    await expect(played).rejects.toBeInstanceOf(InputError);
    await aMoment();
    expect(wasSprung()).toBe(false);
    await useModules([file]).catch(() => undefined); // the trap works
    expect(wasSprung()).toBe(true);
  });
});
