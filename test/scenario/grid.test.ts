import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countCombinations, listCombinations, pathWithIndices } from '../../src/scenario/combinations.js';
import { loadGrid } from '../../src/scenario/grid.js';
import { parseOverride } from '../../src/scenario/override.js';
import { temporaryFolder } from '../support/program.js';

function parseGrid(text: string, { leaveOut = false, set = [] as string[] } = {}) {
  const file = path.join(temporaryFolder(), 'grid.yaml');
  writeFileSync(file, text);
  return loadGrid(
    file,
    set.map((one) => parseOverride(one)),
    { leaveOut },
  );
}

const SMALL = 'task: mnist-mlp\nworkers: { count: 11, corrupted: [1, 2] }\n';

test('every combination of the values in lists is a scenario; the first list varies slowest', () => {
  const { axes, points, name } = parseGrid(`${SMALL}defense: { rule: [krum, mean] }\nseed: [0, 5]\n`);
  expect(axes).toEqual([
    { field: 'workers.corrupted', values: ['1', '2'] },
    { field: 'defense.rule', values: ['krum', 'mean'] },
    { field: 'seed', values: ['0', '5'] },
  ]);
  const short = points.map(({ at, scenario: { workers, defense, seed } }) => [
    at.join(''),
    workers.corrupted,
    defense.rule,
    defense.declared,
    seed,
  ]);
  expect(short).toEqual([
    ['000', 1, 'krum', 1, 0],
    ['001', 1, 'krum', 1, 5],
    ['010', 1, 'mean', 1, 0],
    ['011', 1, 'mean', 1, 5],
    ['100', 2, 'krum', 2, 0],
    ['101', 2, 'krum', 2, 5],
    ['110', 2, 'mean', 2, 0],
    ['111', 2, 'mean', 2, 5],
  ]);
  expect(name).toBe('sweep'); // no name is given, and those by default differ
});

test('a list of mappings with lists in them is one axis, and lists can come from --set', () => {
  const { axes, points } = parseGrid(`name: N\n${SMALL}`, {
    set: ['attack=[{name: little, z: [0.5, 1]}, {name: none}]', 'workers.corrupted=2'],
  });
  expect(axes).toEqual([{ field: 'attack', values: ['little, z 0.5', 'little, z 1', 'none'] }]);
  expect(points.map(({ at, scenario: { attack } }) => [at[0], 'z' in attack ? attack.z : null])).toEqual([
    [0, 0.5],
    [1, 1],
    [2, null],
  ]);
});

test('--set changes every mapping of a list, and a list in it is one more axis', () => {
  const rules = `${SMALL}defense: [{ rule: krum }, { rule: mean }]\n`;
  const { points } = parseGrid(rules, { set: ['defense.declared=2', 'workers.corrupted=1'] });
  expect(points.map(({ scenario: { defense } }) => [defense.rule, defense.declared])).toEqual([
    ['krum', 2],
    ['mean', 2],
  ]);
  const attacks = `${SMALL}attack: [{ name: little, z: 1 }, { name: backdoor-sample, z: 1, image: 5 }]\n`;
  const renamed = parseGrid(attacks, {
    set: ['attack.name=little', 'attack.z=[2, 3]', 'workers.corrupted=1'],
  });
  expect(renamed.axes).toEqual([{ field: 'attack', values: ['little, z 2', 'little, z 3'] }]);
  expect(renamed.points).toHaveLength(4);
});

test('values are told apart by what they are, not by how much of them is shown', () => {
  const file = (end: string) => `${'long '.repeat(30)}${end}`;
  const { axes, points } = parseGrid(
    `task: mnist-mlp\ntraining: { initial: ['${file('a')}', '${file('b')}', '${file('a')}'] }\n`,
  );
  expect(axes[0].values[0]).toBe(axes[0].values[1]);
  expect(points.map(({ at }) => at[0])).toEqual([0, 1, 0]);
});

test('a list of names is refused where it stands: no run hangs on one, and rows would be too few', () => {
  const told =
    'a name decides nothing that could be swept, found 2 names, allowed one name, that of the sweep';
  expect(() => parseGrid('task: mnist-mlp\nname: [first, second]\n')).toThrow(`grid.yaml:2:1: name: ${told}`);
  expect(() => parseGrid('task: mnist-mlp\n', { set: ['name=[first, second]'] })).toThrow(
    `--set name=[first, second]: name: ${told}`,
  );
  const { name, axes } = parseGrid('task: mnist-mlp\nname: [first]\nseed: [1, 2]\n');
  expect([name, axes.length]).toEqual(['first', 2]);
});

test('a value that fits nowhere is told at its place in its list, with how many combinations it spoils', () => {
  expect(() => parseGrid(`${SMALL}seed:\n  - 1\n  - -3\n`)).toThrow(
    /grid\.yaml:5:5: seed: found -3, allowed .*4 combinations, 2 of them no scenarios/,
  );
  const bulyan = 'task: mnist-mlp\nworkers: { corrupted: [12, 13] }\ndefense: { rule: [mean, bulyan] }\n';
  expect(() => parseGrid(bulyan)).toThrow(/grid\.yaml:3:25: defense\.rule: bulyan .*1 of them/);
  const left = parseGrid(bulyan, { leaveOut: true });
  expect(left.points.map(({ at }) => at.join(''))).toEqual(['00', '01', '10']);
  expect(left.leftOut).toHaveLength(1);
  expect(() => parseGrid('task: [nothing, never]\n', { leaveOut: true })).toThrow(/2 of them/);
});

test('too many combinations are refused before any is made, and so are lists where a scenario is wanted', () => {
  const ten = `[${Array.from({ length: 30 }, (_, k) => k + 1).join(', ')}]`;
  const text = `task: mnist-mlp\nseed: ${ten}\ntraining: { rounds: ${ten}, momentum: ${ten}, l2: ${ten} }\n`;
  expect(() => parseGrid(text)).toThrow('found 810000 combinations, allowed at most 10000');
  expect(() => parseGrid('- task: mnist-mlp\n')).toThrow('found a list, allowed a mapping');
  expect(() => parseGrid('task: mnist-mlp\nseed: [[1, 2], [3]]\n').points.length).not.toThrow();
  expect(() => parseGrid('task: mnist-mlp\nseed: []\n')).toThrow(/seed: found \[\]/);
});

test('the grids that come with krumble are as large as they say', () => {
  const file = fileURLToPath(new URL('../../scenarios/grids/mnist-z-by-defense.yaml', import.meta.url));
  expect(loadGrid(file, [], { leaveOut: false }).points).toHaveLength(24);
});

test('there are as many combinations as are counted, all different, and each value is found where it came from', () => {
  const leaf = fc.integer({ min: 0, max: 1e6 });
  const tree = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, leaf, tie('list'), tie('mapping')),
    list: fc.uniqueArray(tie('any'), { maxLength: 3, selector: (value) => JSON.stringify(value) }),
    mapping: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 }),
  }));
  fc.assert(
    fc.property(tree.mapping, (input) => {
      fc.pre(countCombinations(input) <= 200);
      const combinations = listCombinations(input);
      expect(combinations).toHaveLength(countCombinations(input));
      for (const one of combinations) {
        for (const [at, value] of listLeaves(one.value, [])) {
          const found = pathWithIndices(at, one).reduce<unknown>(
            (inner, key) => (inner as Record<string, unknown>)[key],
            input,
          );
          expect(found).toBe(value);
        }
      }
    }),
  );
});

function listLeaves(value: unknown, at: string[]): [string[], unknown][] {
  if (typeof value !== 'object' || value === null) return [[at, value]];
  return Object.entries(value).flatMap(([key, inner]) => listLeaves(inner, [...at, key]));
}
