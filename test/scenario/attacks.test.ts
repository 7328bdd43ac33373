import { describe, expect, test } from 'vitest';
import type { AttackSetting } from '../../src/attacks/attack.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { listCorrupted, listHonest } from '../../src/scenario/corruption.js';
import { countCombinations, listCombinations } from '../../src/scenario/combinations.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { builtIn } from '../../src/catalogue/builtIn.js';

const task = 'mnist-mlp';
const twelve = { count: 25, corrupted: 12 };
const expand = (input: object) => expandScenario({ task, workers: twelve, ...input });
const refusal = (input: object) => {
  try {
    expand(input);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
};

describe('several attacks at once', () => {
  test('have the corrupted workers in turn, the last those that are left', () => {
    const scenario = expand({
      workers: { count: 9, placement: [8, 1, 4, 6] },
      attack: [{ name: 'ipm', tau: 3, workers: 1 }, 'label-flip'],
    });
    const { attacks } = findEntries(builtIn, scenario);
    expect(attacks.map(({ entry, workers }) => [entry.name, workers])).toEqual([
      ['ipm', [1]],
      ['label-flip', [4, 6, 8]],
    ]);
    expect(scenario.workers).toMatchObject({ corrupted: 4, placement: [8, 1, 4, 6] });
    expect(expandScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });

  test('are each checked against workers of their own, and named in the scenario’s name', () => {
    const little = { name: 'little', z: 'max', workers: 8 };
    const scenario = expand({ attack: [little, { name: 'nan', workers: 4 }] });
    const alone = expand({ workers: { count: 25, corrupted: 8 }, attack: { name: 'little', z: 'max' } });
    expect((scenario.attack as readonly object[])[0]).toMatchObject({ z: (alone.attack as AttackSetting).z });
    expect(scenario.name).toBe('mnist-mlp, little and nan, mean');
  });

  test('of which there is one are that one', () => {
    expect(expand({ attack: [{ name: 'nan', workers: 12 }] }).attack).toEqual({ name: 'nan' });
    expect(expand({ attack: { name: 'nan', workers: 12 } }).attack).toEqual({ name: 'nan' });
    expect(expand({ attack: ['none', 'none'] }).attack).toEqual({ name: 'none' });
  });

  test.each([
    [
      [
        { name: 'ipm', workers: 6 },
        { name: 'nan', workers: 5 },
      ],
      'attack.1.workers: the attacks have 11 workers together, found 6 + 5, allowed 12 (workers.corrupted)',
    ],
    [
      [{ name: 'ipm', workers: 12 }, 'nan'],
      'attack.0.workers: the attacks have 12 workers together, found 12, allowed less than 12',
    ],
    [['ipm', 'nan'], 'attack.1.workers: of several attacks at once, each but one says how many'],
    [[{ name: 'ipm', workers: 6 }, 'none'], 'attack.1.name: a worker without an attack is honest'],
    [[{ name: 'ipm', workers: 6 }, { name: 'mimik' }], 'attack.1.name: '],
    [[{ name: 'ipm', tua: 3, workers: 6 }, 'nan'], 'attack.0.tua: ipm has no tua (did you mean tau?)'],
    [
      [{ name: 'ipm', workers: 'many' }, 'nan'],
      'attack.0.workers: found "many", allowed a whole number from 1 to 4096',
    ],
    [
      [{ name: 'ipm', workers: 6, window: { from: -1 } }, 'nan'],
      'attack.0.window.from: found -1, allowed a whole number',
    ],
    [[7, 'nan'], 'attack.0: found 7, allowed none, little, '],
    [
      [
        { name: 'backdoor-sample', workers: 6 },
        { name: 'backdoor-pattern', workers: 6 },
      ],
      'attack.1.name: the record has one field backdoor',
    ],
    [
      { name: 'ipm', workers: 6 },
      'attack.workers: an attack alone has all corrupted workers, found 6, allowed 12',
    ],
  ])('are refused as %j', (attack, message) => {
    expect(refusal({ attack })).toContain(message);
  });

  test('see no honest report where all workers are corrupted', () => {
    const workers = { count: 12, corrupted: 12 };
    const attack = [
      { name: 'nan', workers: 6 },
      { name: 'ipm', workers: 6 },
    ];
    expect(refusal({ workers, attack })).toContain(
      'attack.1: too few honest reports to make its own of, found 12 of 12',
    );
  });

  test('are one value of a grid, in a list of lists', () => {
    const several = [{ name: 'ipm' }, { name: 'nan' }];
    const grid = { attack: [several, { name: 'little', z: [1, 2] }] };
    expect(countCombinations(grid)).toBe(3);
    expect(listCombinations(grid).map(({ value }) => value)).toEqual([
      { attack: several },
      { attack: { name: 'little', z: 1 } },
      { attack: { name: 'little', z: 2 } },
    ]);
  });
});

describe('the corrupted workers', () => {
  test('are the first ones where a scenario does not say otherwise, which leaves it as it was', () => {
    const scenario = expand({ workers: { count: 5, corrupted: 2, placement: 'first' } });
    expect([listCorrupted(scenario), listHonest(scenario)]).toEqual([
      [0, 1],
      [2, 3, 4],
    ]);
    expect(scenario.workers).not.toHaveProperty('placement');
  });

  test('are drawn by the seed, each set as likely', () => {
    const counts = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 200; seed++) {
      const scenario = expand({ seed, workers: { count: 5, corrupted: 2, placement: 'drawn' } });
      const drawn = listCorrupted(scenario);
      expect(drawn).toHaveLength(2);
      expect(drawn[0]).toBeLessThan(drawn[1]);
      expect(listCorrupted({ ...scenario })).toEqual(drawn);
      for (const worker of drawn) counts[worker]++;
    }
    for (const count of counts) expect(Math.abs(count - 80)).toBeLessThan(25);
  });

  test.each([
    [{ count: 5, placement: [1, 5] }, 'workers.placement.1: found 5, allowed 0 to 4 (workers.count)'],
    [{ count: 5, placement: [1, 2, 1] }, 'workers.placement.2: stands here twice, found 1'],
    [
      { count: 5, corrupted: 3, placement: [1, 2] },
      'workers.corrupted: workers.placement lists 2 workers, found 3, allowed 2',
    ],
    [
      { count: 5, placement: 'last' },
      'workers.placement: found "last", allowed first, drawn, or a list of workers, as in [3, 17, 40]',
    ],
    [{ count: 5, placement: [] }, 'workers.placement: found []'],
  ])('are refused as %j', (workers, message) => {
    expect(refusal({ workers })).toContain(message);
  });
});
