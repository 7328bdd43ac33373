import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { loadScenario } from '../../src/scenario/load.js';
import { applyOverride, parseOverride } from '../../src/scenario/override.js';
import { toYaml } from '../../src/scenario/print.js';
import type { ScenarioInput } from '../../src/scenario/scenarioInput.js';
import { parseYaml } from '../../src/scenario/yaml.js';
import { temporaryFolder } from '../support/program.js';

/** Writes a scenario file and gives what loading it says. */
function complaint(text: string | Uint8Array, ...sets: string[]): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 's.yaml'), text);
  try {
    loadScenario(
      path.join(folder, 's.yaml'),
      sets.map((set) => parseOverride(set)),
    );
  } catch (error) {
    expect(error).toHaveProperty('code', 'KRUMBLE_INPUT');
    return (error as Error).message.replaceAll(`${folder}${path.sep}`, '');
  }
  return 'accepted';
}

describe('a scenario', () => {
  test('may be called as its language spells it, with signs that cannot be seen', () => {
    const name = 'آزمایش می\u200cروم';
    expect(complaint(`name: ${name}\ntask: mnist-mlp\n`)).toBe('accepted');
    expect(complaint('task: mnist-mlp\n', `name=${name}`)).toBe('accepted');
    expect(complaint('name: kr\u200bum\ntask: mnist-mlp\n')).toMatch(/^s\.yaml:1:\d+: name: found /);
  });

  test('needs no more than a task; the rest is the paper’s', () => {
    expect(expandScenario({ task: 'mnist-mlp' })).toMatchObject({
      seed: 1,
      data: { order: 'shuffled', train: 60000, test: 10000 },
      workers: { count: 51, corrupted: 0, batch: 83, reports: 'single-batch' },
      training: {
        rounds: 150,
        momentum: 0.9,
        learningRate: 0.1,
        fading: 10000,
        l2: 1e-4,
        workerMomentum: 0,
        initial: null,
      },
      attack: { name: 'none' },
      defense: { rule: 'mean', variant: 'authors', declared: 0 },
      evaluation: { every: 5 },
    });
  });

  test('with a backdoor has the paper’s settings, and those of its variant alone', () => {
    const expandAttack = (attack: NonNullable<ScenarioInput['attack']>) =>
      expandScenario({ task: 'mnist-mlp', workers: { corrupted: 12 }, attack }).attack;
    expect(expandAttack({ name: 'backdoor-sample' })).toEqual({
      name: 'backdoor-sample',
      image: 0,
      target: 'next',
      z: 0.2,
      variant: 'authors',
      alpha: 0.2,
      epochs: 5,
      learningRate: 0.1,
    });
    expect(expandAttack({ name: 'backdoor-pattern', variant: 'adaptive', z: 'max' })).toEqual({
      name: 'backdoor-pattern',
      size: 5,
      value: 2.8,
      target: 0,
      images: 200,
      z: expect.closeTo(0.3612016, 6) as number, // Phi(z) = 25 / 39
      variant: 'adaptive',
      epochs: 20,
      confidence: 0.9,
    });
  });

  test('is frozen through and through', () => {
    const scenario = expandScenario({ task: 'mnist-mlp' });
    expect(Object.isFrozen(scenario) && Object.values(scenario).every(Object.isFrozen)).toBe(true);
  });

  test('declares as many corrupted workers as there are, but none where all are', () => {
    const declared = (corrupted: number) =>
      expandScenario({ task: 'mnist-mlp', workers: { corrupted } }).defense.declared;
    expect([declared(0), declared(12), declared(51)]).toEqual([0, 12, 0]);
  });

  test('reads -0 as 0, and brackets in comments as nothing', () => {
    const folder = temporaryFolder();
    const comments = '# half open: [0, 1)\n'.repeat(100);
    writeFileSync(
      path.join(folder, 's.yaml'),
      `${comments}task: mnist-mlp\nseed: -0\ntraining: { l2: -0.0 }\n`,
    );
    const { seed, training } = loadScenario(path.join(folder, 's.yaml'));
    expect([seed, training.l2]).toEqual([0, 0]);
  });

  test('turns z: max into the number', () => {
    const { attack } = expandScenario({
      task: 'mnist-mlp',
      workers: { count: 50, corrupted: 24 },
      attack: { name: 'little', z: 'max' },
    });
    expect(attack).toEqual({ name: 'little', z: expect.closeTo(1.4260768722728479, 12) as unknown });
  });

  test('printed as YAML and read back is the same scenario', () => {
    const scenario = expandScenario({
      task: 'mnist-mlp',
      name: 'yes: "quoted" #1',
      training: { fading: 'none' },
    });
    expect(expandScenario(parseYaml(toYaml(scenario, '.'), 'f').value)).toEqual(scenario);
  });

  test('fades its learning rate, or not', () => {
    const rate = (training: ScenarioInput['training'], round: number) =>
      findEntries(builtIn, expandScenario({ task: 'mnist-mlp', training })).learningRate(round);
    expect(rate({}, 0)).toBe(0.1);
    expect(rate({}, 10000)).toBe(0.05);
    expect(rate({ fading: 'none' }, 10000)).toBe(0.1);
  });
});

describe('a mistake in a scenario file is named with place, field, what was found and what is allowed:', () => {
  const task = 'task: mnist-mlp\n';
  test.each([
    ['no task', 'seed: 3\n', 's.yaml: task: found nothing, allowed mnist-mlp'],
    [
      'unknown key',
      `${task}workers:\n  corupted: 3\n`,
      's.yaml:3:3: workers.corupted: unknown key (did you mean corrupted?), allowed count, corrupted, placement, participants, corruptedParticipants, batch, reports, weights',
    ],
    [
      'unknown key at the top',
      `${task}zeed: 3\n`,
      's.yaml:2:1: zeed: unknown key (did you mean seed?), allowed name, seed,',
    ],
    [
      'wrong type',
      `${task}seed: seven\n`,
      's.yaml:2:1: seed: found "seven", allowed a whole number from 0 to 9007199254740991',
    ],
    [
      'list for a mapping',
      `${task}workers: [3]\n`,
      's.yaml:2:1: workers: found [3], allowed a mapping of keys to values',
    ],
    ['not a mapping', 'krum\n', 's.yaml: scenario: found "krum", allowed a mapping of keys to values'],
    ['empty', '', 's.yaml: scenario: found nothing at all, allowed a mapping of keys to values'],
    [
      'NaN',
      `${task}training: { learningRate: .nan }\n`,
      's.yaml:2:13: training.learningRate: found NaN, allowed a number from 1e-9 to 1000',
    ],
    [
      'infinity',
      `${task}training: { learningRate: .inf }\n`,
      's.yaml:2:13: training.learningRate: found Infinity, allowed a number from 1e-9 to 1000',
    ],
    ...(
      [
        ['image: 60000', 'image: found 60000, allowed 0 to 59999 (data.train)'],
        ['target: 10', 'target: found 10, allowed 0 to 9 (the classes)'],
        ['size: 3', 'size: backdoor-sample has no size, found 3, allowed image, target, z, alpha'],
        ['confidence: 0.9', 'confidence: the variant authors has no confidence, found 0.9'],
        ['variant: adaptive, alpha: 0.2', 'alpha: the variant adaptive has no alpha, found 0.2'],
      ] as const
    ).map(([setting, message]) => [
      `backdoor-sample with ${setting}`,
      `${task}workers: { corrupted: 12 }\nattack: { name: backdoor-sample, ${setting} }\n`,
      `attack.${message}`,
    ]),
    ...(
      [
        ['size: 29', 'size: found 29, allowed 1 to 28 (pixels of an image'],
        ['target: next', 'target: found "next", allowed a class, from 0 on: one for every image'],
        ['images: 14125', 'images: found 14125, allowed 1 to 14124 (images that the corrupted workers hold)'],
        [
          'image: 3',
          'image: backdoor-pattern has no image (did you mean images?), found 3, allowed size, value, target, images, z',
        ],
      ] as const
    ).map(([setting, message]) => [
      `backdoor-pattern with ${setting}`,
      `${task}workers: { corrupted: 12 }\nattack: { name: backdoor-pattern, ${setting} }\n`,
      `attack.${message}`,
    ]),
    [
      'a number beyond doubles',
      `${task}attack: { name: little, z: 1e400 }\n`,
      'attack.z: found Infinity, allowed',
    ],
    [
      'a rounded seed',
      `${task}seed: 12345678901234567890\n`,
      's.yaml:2:1: seed: found 12345678901234567000, allowed',
    ],
    [
      'negative',
      `${task}training: { rounds: -1 }\n`,
      's.yaml:2:13: training.rounds: found -1, allowed a whole number from 1 to 1000000',
    ],
    [
      'absurd',
      `${task}training: { rounds: 99999999 }\n`,
      'training.rounds: found 99999999, allowed a whole number from 1 to 1000000',
    ],
    [
      'm > n',
      `${task}workers: { count: 5, corrupted: 6 }\n`,
      's.yaml:2:22: workers.corrupted: found 6, allowed 0 to 5 (workers.count)',
    ],
    [
      'f beyond the rule',
      `${task}workers: { corrupted: 13 }\ndefense: { rule: bulyan }\n`,
      's.yaml:3:12: defense.rule: bulyan (authors) cannot work, found n=51, f=13, allowed n >= 4f + 3: f from 0 to 12 for 51 workers',
    ],
    [
      'a variant the rule lacks',
      `${task}defense: { rule: bulyan, variant: byzfl }\n`,
      's.yaml:2:26: defense.variant: found "byzfl", allowed authors, published, krum-library, byzantine-momentum (of bulyan)',
    ],
    [
      'unknown rule',
      `${task}defense: { rule: crumb }\n`,
      'defense.rule: no rule has this name (did you mean krum? pass --use FILE if it is your own), found "crumb", allowed mean, krum, trimmed-mean, bulyan',
    ],
    [
      'attack without corrupted workers',
      `${task}attack: { name: little, z: 1 }\n`,
      'attack.name: found little, allowed none, or at least 1 corrupted worker',
    ],
    [
      'attack without z',
      `${task}workers: { corrupted: 3 }\nattack: { name: little }\n`,
      'attack.z: found nothing, allowed a number from -1000 to 1000, or max',
    ],
    ...(
      [
        ['{ window: { from: -1 } }', 'window.from: found -1, allowed a whole number from 0 to 1000000'],
        ['{ window: { from: soon } }', 'window.from: found "soon", allowed a whole number from 0 to 1000000'],
        ['{ window: { form: 1 } }', 'window.form: unknown key (did you mean from?), allowed from, until'],
        ['{ nmae: little }', 'name: found nothing, allowed none, little, backdoor-sample'],
      ] as const
    ).map(([attack, message]) => [
      `attack as ${attack}`,
      `${task}attack: ${attack.replace('{ w', '{ name: little, w')}\n`,
      `attack.${message}`,
    ]),
    [
      'a list for the name of a partition',
      `${task}data: { partition: [dealt] }\n`,
      's.yaml:2:9: data.partition: found ["dealt"], allowed dealt',
    ],
    [
      'useless z max',
      `${task}workers: { corrupted: 1 }\nattack: { name: little, z: max }\n`,
      'attack.z: too few corrupted workers, found max = 0.000',
    ],
    [
      'more images than there are',
      `${task}data: { train: 60001 }\n`,
      'data.train: found 60001, allowed 1 to 60000 (the images of mnist)',
    ],
    [
      'a batch beyond a share',
      `${task}workers: { batch: 1177 }\n`,
      'workers.batch: found 1177, allowed 1 to 1176: 60000 training images dealt to 51 workers',
    ],
    [
      'escape codes in a name',
      `${task}name: "\\e[2Jboo"\n`,
      'name: found "\\u001b[2Jboo", allowed a text without control characters',
    ],
    ['duplicate keys', `${task}seed: 1\nseed: 2\n`, 's.yaml:3:1: this key stands here for the second time'],
    ['aliases', `${task}name: &a x\ndata: *a\n`, 's.yaml:2:7: anchors are not allowed'],
    ['an alias without an anchor', `${task}name: *a\n`, 's.yaml:2:7: '],
    ['a tag', `${task}name: !!js/function 'x'\n`, 's.yaml:2:'],
    ['a tag of YAML’s own', `${task}workers: !!omap [count: 5]\n`, 's.yaml:2:10: tags are not allowed'],
    ['a directive', `%YAML 1.1\n---\n${task}seed: 017\n`, 's.yaml:1:1: directives are not allowed'],
    ['an anchor on a key', `${task}&a name: hi\n`, 's.yaml:2:1: anchors are not allowed'],
    ['a character that cannot be seen', `${task}se\u200bed: 1\n`, 's.yaml:2:1: se\\u200bed: unknown key'],
    ['far too many keys', Array.from({ length: 9000 }, (_, k) => `k${k}: 1`).join('\n'), 'far too many'],
    ['two documents', `${task}---\n${task}`, 's.yaml:2:1: '],
    ['a prototype key', `${task}__proto__: { seed: 3 }\n`, 's.yaml:2:1: the key __proto__ is not allowed'],
    [
      'a nested prototype key',
      `${task}workers: { constructor: 3 }\n`,
      's.yaml:2:12: the key constructor is not allowed',
    ],
    ['a merge key', `${task}<<: { seed: 3 }\n`, 's.yaml:2:1: <<: unknown key'],
    [
      'a decimal comma among others',
      `${task}training: { learningRate: 0,1, rounds: 5 }\n`,
      's.yaml:2:29: found 0,1: a number takes a point, as in 0.5',
    ],
    [
      'a decimal comma',
      `${task}training:\n  learningRate: 0,1\n`,
      'training.learningRate: found "0,1", allowed a number from 1e-9 to 1000, with a point, as in 0.1',
    ],
    [
      'a rule without its key',
      `${task}defense: krum\n`,
      's.yaml:2:1: defense: found "krum", allowed a mapping of keys to values, as in { rule: krum }',
    ],
    [
      'workers without their key',
      `${task}workers: 7\n`,
      's.yaml:2:1: workers: found 7, allowed a mapping of keys to values, as in { count: 7 }',
    ],
    [
      'an evaluation without its key',
      `${task}evaluation: 2\n`,
      'allowed a mapping of keys to values, as in { every: 2 }',
    ],
    [
      'an attack that needs more than its name',
      `${task}attack: little\n`,
      's.yaml:2:1: attack.z: found nothing',
    ],
    ['a key that is a number', `${task}? 3\n: 1\n`, 's.yaml:2:3: keys must be plain text'],
    ['a key that is no text', `${task}? [a]\n: 1\n`, 's.yaml:2:3: keys must be plain text'],
    [
      'initial parameters outside',
      `${task}training: { initial: ../x.safetensors }\n`,
      'training.initial: found "../x.safetensors", allowed a file in the folder of the scenario',
    ],
    [
      'initial parameters anywhere',
      `${task}training: { initial: /etc/passwd }\n`,
      'training.initial: found "/etc/passwd", allowed a file in the folder',
    ],
  ])('%s', (_, text, message) => {
    expect(complaint(text)).toContain(message);
  });

  test('2 MB', () => {
    expect(complaint(`${task}name: ${'x'.repeat(2_000_000)}\n`)).toBe(
      's.yaml: found 2000023 bytes, allowed at most 262144 bytes',
    );
  });

  test.each([
    ['flow', '['.repeat(10_000)],
    ['flow mappings', '{a: '.repeat(10_000)],
    ['block sequences', `${'- '.repeat(10_000)}x`],
    ['block mappings', Array.from({ length: 300 }, (_, k) => `${' '.repeat(k)}a:`).join('\n')],
    ['explicit keys', '? '.repeat(10_000)],
    ['mappings on a line', 'a: '.repeat(10_000)],
    ['flow, closed in comments', '[ # ]\n'.repeat(3000)],
    ['flow, closed in strings', '["]",'.repeat(3000)],
  ])('10,000 levels of %s', (_, text) => {
    // Twice: the second parse in one process is what would end it.
    complaint(text);
    expect(complaint(text)).toMatch(/^s\.yaml:\d+:\d+: nested too deeply$/);
  });

  test('a billion laughs', () => {
    const lines = ['a0: &a0 lol'];
    for (let k = 1; k < 20; k++) lines.push(`a${k}: &a${k} [${`*a${k - 1},`.repeat(9)}]`);
    expect(complaint(lines.join('\n'))).toBe('s.yaml:1:5: anchors are not allowed');
  });

  test('not UTF-8', () => {
    expect(complaint(Uint8Array.of(0x74, 0xff, 0xfe))).toBe('s.yaml: is not a text in UTF-8');
  });

  test('a missing file, and a folder', () => {
    const folder = temporaryFolder();
    expect(() => loadScenario(path.join(folder, 'no.yaml'))).toThrow(
      /no\.yaml: there is no such file or folder$/,
    );
    mkdirSync(path.join(folder, 'x.yaml'));
    expect(() => loadScenario(path.join(folder, 'x.yaml'))).toThrow(/x\.yaml: is a folder, not a file$/);
  });

  test('any text at all is read or refused, never worse', () => {
    const piece = fc.constantFrom(
      'task: mnist-mlp',
      '\n',
      ' ',
      '- ',
      ': ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '? ',
      '|',
      '>',
      '"',
      "'",
      '#',
      '!!',
      '%',
      'seed',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          expandScenario(parseYaml(pieces.join(''), 'f').value);
        } catch (error) {
          expect(error).toHaveProperty('code', 'KRUMBLE_INPUT');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('--set', () => {
  test('replaces a field and makes mappings on the way', () => {
    const set = (input: unknown, text: string) => applyOverride(input, parseOverride(text));
    expect(set({ task: 't', seed: 1 }, 'seed=2')).toEqual({ task: 't', seed: 2 });
    expect(set({ task: 't' }, 'attack.z=1.5')).toEqual({ task: 't', attack: { z: 1.5 } });
    expect(set({ attack: { name: 'little', z: 1 } }, 'attack.z=max')).toEqual({
      attack: { name: 'little', z: 'max' },
    });
  });

  test('of an attack’s name or variant leaves what belonged to the other one behind', () => {
    const set = (...texts: string[]) =>
      texts
        .map((text) => parseOverride(text))
        .reduce<unknown>((input, override) => applyOverride(input, override), {
          task: 'mnist-mlp',
          attack: { name: 'backdoor-sample', image: 3, variant: 'authors', z: 0.2, alpha: 0.2, epochs: 5 },
        });
    expect(set('attack.name=little')).toHaveProperty('attack', {
      name: 'little',
      z: 0.2,
      variant: 'authors',
    });
    expect(set('attack.name=backdoor-sample')).toHaveProperty('attack.image', 3);
    expect(set('attack.variant=adaptive', 'attack.epochs=7')).toHaveProperty('attack', {
      name: 'backdoor-sample',
      image: 3,
      variant: 'adaptive',
      z: 0.2,
      epochs: 7,
    });
    expect(set('attack.variant=authors')).toHaveProperty('attack.alpha', 0.2);
  });

  test('of a rule’s name keeps what stands beside it and the options that the next rule has', () => {
    const set = (input: unknown, text: string) => applyOverride(input, parseOverride(text));
    const defense = { rule: 'krum', variant: 'byzfl', declared: 3, before: ['clipping'], cap: 2 };
    expect(set({ defense }, 'defense.rule=mean')).toEqual({
      defense: { rule: 'mean', variant: 'byzfl', declared: 3, before: ['clipping'] },
    });
    expect(set({ defense }, 'defense.rule=bulyan')).toEqual({
      defense: { rule: 'bulyan', declared: 3, before: ['clipping'] },
    });
    const workers = { count: 5, reports: 'own', share: 0.5 };
    expect(set({ workers }, 'workers.reports=local-epoch')).toEqual({
      workers: { count: 5, reports: 'local-epoch' },
    });
  });

  test('reaches into lists by index and by name, and gives a bare name its options', () => {
    const set = (input: unknown, text: string) => applyOverride(input, parseOverride(text));
    const defense = { before: ['clipping', { name: 'mixing', rows: 3 }] };
    const after = (first: unknown, second: unknown) => ({ defense: { before: [first, second] } });
    const [clipping, mixing] = defense.before;
    expect(set({ defense }, 'defense.before.0.limit=2')).toEqual(
      after({ name: 'clipping', limit: 2 }, mixing),
    );
    expect(set({ defense }, 'defense.before.clipping.limit=2')).toEqual(
      after({ name: 'clipping', limit: 2 }, mixing),
    );
    expect(set({ defense }, 'defense.before.mixing.rows=4')).toEqual(
      after(clipping, { name: 'mixing', rows: 4 }),
    );
    expect(set({ defense }, 'defense.before.1=nothing')).toEqual(after(clipping, 'nothing'));
    expect(set({ attack: 'little' }, 'attack.z=1.5')).toEqual({ attack: { name: 'little', z: 1.5 } });
    expect(set({ data: { partition: 'dealt' } }, 'data.partition.size=3')).toEqual({
      data: { partition: { name: 'dealt', size: 3 } },
    });
  });

  test('attack.name=none turns an attack off', () => {
    const attacked = 'task: mnist-mlp\nworkers: { corrupted: 3 }\nattack: { name: little, z: 1 }\n';
    expect(complaint(attacked, 'attack.name=none')).toBe('accepted');
  });

  test('is named where it is at fault', () => {
    const text = 'task: mnist-mlp\nworkers: { count: 51 }\n';
    expect(complaint(text, 'workers.corrupted=52')).toBe(
      '--set workers.corrupted=52: workers.corrupted: found 52, allowed 0 to 51 (workers.count)',
    );
    expect(complaint(text, 'workrs.count=5')).toBe(
      '--set workrs.count=5: workrs: unknown key (did you mean workers?), allowed ' +
        'name, seed, task, model, data, workers, training, attack, defense, evaluation, notes',
    );
    expect(complaint('task: mnist-mlp\nworkers: { corrupted: 12 }\n', 'workers.count=5')).toBe(
      's.yaml:2:12: workers.corrupted: found 12, allowed 0 to 5 (workers.count), given --set workers.count=5',
    );
    expect(complaint(text, 'workers.cuont=5')).toContain(
      '--set workers.cuont=5: workers.cuont: unknown key (did you mean count?)',
    );
    expect(complaint(text, 'seed')).toContain('not of the form path=value');
    expect(complaint(text, '__proto__.x=1')).toContain('not of the form path=value');
    expect(complaint(text, 'constructor.x=1')).toContain('not allowed');
    expect(complaint(text, `seed=${'['.repeat(9000)}`)).toContain(':1:65: nested too deeply');
  });
});
