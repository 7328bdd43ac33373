import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InputError } from '../../src/errors/inputError.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { loadGrid } from '../../src/scenario/grid.js';
import { loadScenario } from '../../src/scenario/load.js';
import { parseOverride } from '../../src/scenario/override.js';
import { temporaryFolder } from '../support/program.js';

/** What is said of a scenario file. */
function refusal(text: string, sets: readonly string[] = [], load = loadScenario): InputError {
  const file = path.join(temporaryFolder(), 's.yaml');
  writeFileSync(file, text);
  try {
    load(
      file,
      sets.map((set) => parseOverride(set)),
    );
  } catch (error) {
    expect(error).toHaveProperty('code', 'KRUMBLE_INPUT');
    return Object.assign(error as InputError, {
      message: (error as Error).message.replaceAll(file, 's.yaml'),
    });
  }
  throw new Error('accepted');
}

const fields = ({ mistakes }: InputError) => mistakes.map(({ field }) => field);

describe('all mistakes of a scenario', () => {
  test('are told at once, in the order of the file, each with its line and a caret', () => {
    const { message } = refusal(
      [
        'task: mnist-mlp',
        'attack: { name: litle, z: 1 }',
        'sede: 3',
        'training: { rounds: -1, momentum: high }',
        'defense: { rule: trimmed-mean, variant: mine }',
        '',
      ].join('\n'),
    );
    expect(message.replace(/ \(did[^)]*\)/g, '').replace(/, allowed .*/g, '')).toBe(
      [
        's.yaml:2:11: attack.name: no attack has this name, found "litle"',
        '    attack: { name: litle, z: 1 }',
        '              ^',
        's.yaml:3:1: sede: unknown key',
        '    sede: 3',
        '    ^',
        's.yaml:4:13: training.rounds: found -1',
        '    training: { rounds: -1, momentum: high }',
        '                ^',
        's.yaml:4:25: training.momentum: found "high"',
        '    training: { rounds: -1, momentum: high }',
        '                            ^',
        's.yaml:5:32: defense.variant: found "mine"',
        '    defense: { rule: trimmed-mean, variant: mine }',
        '                                   ^',
      ].join('\n'),
    );
  });

  // Each beside another mistake: what only stands alone is found by another way.
  test.each<[string, string]>([
    ['data: { set: mnits }', 'data.set'],
    ['data: { partition: { name: dirichlet, alpah: 3 } }', 'data.partition.alpah'],
    ['data: { partition: shrads }', 'data.partition'],
    ['model: mnist-lenett', 'model'],
    ['model: { layers: [{ kind: dens, units: 3 }] }', 'model.layers.0.kind'],
    ['model: { layers: [{ kind: dense, units: many }] }', 'model.layers.0.units'],
    [
      'model: { layers: [{ kind: residual, layers: [{ kind: convolution, filtres: 3 }] }] }',
      'model.layers.0.layers.0.filtres',
    ],
    ['workers: { reports: local-step }', 'workers.reports'],
    ['workers: { corupted: 3 }', 'workers.corupted'],
    ['workers: { reports: local-steps, steps: none }', 'workers.steps'],
    ['training: { schedule: { name: cosin } }', 'training.schedule'],
    ['training: { schedule: { name: step, evry: 3 } }', 'training.schedule.evry'],
    ['attack: { name: little, z: 1, y: 2 }', 'attack.y'],
    ['attack: [{ name: ipm, workers: 1 }, { name: sign-flip, scal: 2 }]', 'attack.1.scal'],
    ['attack: { name: little, z: 1, window: { form: 3 } }', 'attack.window.form'],
    ['defense: { rule: { name: krum, variant: x } }', 'defense.rule.variant'],
    ['defense: { variant: x }', 'defense.variant'],
    ['defense: { rule: norm-bound, bond: 3 }', 'defense.bond'],
    ['defense: { before: [nnm, { name: clipping, limit: far }] }', 'defense.before.1.limit'],
    ['evaluation: { measures: [class-acuracy] }', 'evaluation.measures.0'],
  ])('are found where %s', (line, field) => {
    expect(fields(refusal(`task: mnist-mlp\nsede: 3\n${line}\n`)).slice(0, 2)).toContain('sede');
    expect(fields(refusal(`task: mnist-mlp\nsede: 3\n${line}\n`))).toContain(field);
  });

  test('are one line where there is one', () => {
    const { message } = refusal('task: mnist-mlp\nsede: 3\n');
    expect(message).toMatch(
      /^s\.yaml:2:1: sede: unknown key \(did you mean seed\?\), allowed name, .*notes$/,
    );
  });

  test('of fields come before those that fields have together', () => {
    const together = 'workers: { count: 5, corrupted: 6 }\n';
    expect(fields(refusal(`task: mnist-mlp\n${together}`))).toEqual(['workers.corrupted']);
    expect(fields(refusal(`task: mnist-mlp\n${together}seed: x\nattack: { name: little, z: y }\n`))).toEqual([
      ...['seed', 'attack.z'],
    ]);
  });

  test('are told up to twenty, and how many more there are', () => {
    const keys = Array.from({ length: 23 }, (_, k) => `k${k}: 1`).join('\n');
    const { message, mistakes } = refusal(`task: mnist-mlp\n${keys}\n`);
    expect(mistakes).toHaveLength(23);
    expect(message.match(/unknown key/g)).toHaveLength(20);
    expect(message).toMatch(/\n {4}k19: 1\n {4}\^\nand 3 more$/);
  });

  test('of options stand behind those of the file, without a line; the file’s first says what was given', () => {
    const error = refusal('task: mnist-mlp\nsede: 3\n', ['training.rounds=0', 'defense.rule=krom']);
    expect(fields(error)).toEqual(['sede', 'training.rounds', 'defense.rule']);
    expect(error.message.split('\n')[0]).toMatch(
      /, given --set training\.rounds=0, --set defense\.rule=krom$/,
    );
    expect(error.message).toContain('\n--set training.rounds=0: training.rounds: found 0, allowed');
    expect(error.message.match(/\^/g)).toHaveLength(1);
  });

  test('in code have no places, and their order', () => {
    const expand = () => expandScenario({ task: 'mnist-mlp', seed: -1, evaluation: { every: 0 } });
    expect(expand).toThrow(/^seed: found -1, .*\nevaluation\.every: found 0, .*$/);
  });

  test('of a grid are told of the first combination that has some, and how many have', () => {
    const load: typeof loadScenario = (file, overrides) =>
      loadGrid(file, overrides ?? [], { leaveOut: false }).points[0].scenario;
    const { message } = refusal('task: mnist-mlp\nseed: [1, x]\ntraining: { rounds: [5, y] }\n', [], load);
    expect(message).toMatch(
      /^s\.yaml:3:25: training\.rounds: found "y", .*, given 4 combinations, 3 of them no/,
    );
    const both = refusal('task: mnist-mlp\nseed: [x, 1]\ntraining: { rounds: y }\n', [], load);
    expect(both.message.split('\n')).toEqual([
      expect.stringMatching(
        /^s\.yaml:2:8: seed: found "x", .*, given 2 combinations, 2 of them no scenarios/,
      ),
      '    seed: [x, 1]',
      '           ^',
      expect.stringMatching(
        /^s\.yaml:3:13: training\.rounds: found "y", allowed a whole number from 1 to \d+$/,
      ),
      '    training: { rounds: y }',
      '                ^',
    ]);
  });
});

describe('a grid that was given for a scenario', () => {
  const grid =
    'task: mnist-mlp\nworkers: { corrupted: 3 }\nseed: [1, 2]\nattack: { name: little, z: [0.5, 1, 1.5] }\n';
  const said = 'this is a grid, with lists where a run takes one value';

  test('is told so in one line, with the command that takes it', () => {
    const { message } = refusal(grid);
    expect(message).toMatch(/^s\.yaml:3:1: .* krumble sweep \S*s\.yaml runs all 6 combinations$/);
    expect(message).toContain(`${said} (seed, attack.z): `);
    const given = refusal('task: mnist-mlp\n', ['defense.rule=[krum, mean]', 'name=two words']).message;
    expect(given).toMatch(
      /sweep \S+ --set 'defense\.rule=\["krum","mean"\]' --set 'name=two words' runs all 2 comb/,
    );
  });

  test.each([
    ['a list of one', 'task: mnist-mlp\nworkers: [3]\n'],
    ['another mistake beside it', `${grid}sede: 3\n`],
    ['a list whose values are wrong as well', 'task: mnist-mlp\nseed: [x, y]\n'],
    [
      'several attacks at once, and another mistake',
      'task: mnist-mlp\nattack: [ipm, sign-flip]\nseed: [3]\n',
    ],
    ['a list of layers', 'task: mnist-mlp\nmodel: { layers: [dense, relu] }\n'],
  ])('is not taken for one where there is %s', (_, text) => {
    expect(refusal(text).message).not.toContain(said);
  });
});
