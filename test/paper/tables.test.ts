import { describe, expect, test } from 'vitest';
import type { AttackSetting } from '../../src/attacks/attack.js';
import { describeTable, tableInMarkdown } from '../../src/ui/describeTable.js';
import { reproduced } from '../../src/paper/reproduced.js';
import { buildTable } from '../../src/paper/tables.js';
import type { Result } from '../../src/runs/result.js';

const whole = { rounds: null, seeds: 1 };

describe('the paper’s tables', () => {
  test('table 1: every worker corrupted, by z, no defense', () => {
    const { cells } = buildTable('table1', 'cifar10-cnn', whole);
    expect(cells.map(({ published }) => published)).toEqual([59.6, 28.4, 20.9, 17.5]);
    expect(cells.map(({ scenarios: [one] }) => one.attack)).toMatchObject(
      [0, 0.5, 1, 1.5].map((z) => ({ z })),
    );
    for (const { scenarios } of cells) {
      expect(scenarios).toHaveLength(1);
      expect(scenarios[0]).toMatchObject({
        task: 'cifar10-cnn',
        workers: { count: 51, corrupted: 51 },
        defense: { rule: 'mean' },
        training: { rounds: 400 },
      });
    }
  });

  test('table 2: three images against each defense, with every seed', () => {
    const { cells } = buildTable('table2', 'mnist-mlp', { rounds: 7, seeds: 2 });
    expect(cells.map(({ published }) => published)).toEqual([96.1, 95.4, 95.4, 95.3, 95.3]);
    const rules = ['mean', 'mean', 'trimmed-mean', 'krum', 'bulyan'];
    expect(cells.map(({ scenarios: [one] }) => one.defense.rule)).toEqual(rules);
    expect(cells.map(({ scenarios }) => scenarios.length)).toEqual([2, 6, 6, 6, 6]);
    expect(cells[0].scenarios[0].workers.corrupted).toBe(0);
    expect(cells[3].scenarios.map(({ seed, attack }) => [(attack as AttackSetting).image, seed])).toEqual([
      ...[0, 1, 2].flatMap((image) => [1, 2].map((seed) => [image, seed])),
    ]);
    for (const { workers, attack, training } of cells[3].scenarios) {
      expect(workers).toMatchObject({ count: 51, corrupted: 12 });
      expect(attack).toMatchObject({ name: 'backdoor-sample', variant: 'authors', z: 0.2, alpha: 0.2 });
      expect(training.rounds).toBe(7);
    }
  });

  test('figure 2: six shares, four defenses, z = 1, as many as Bulyan can have', () => {
    const { cells } = buildTable('figure2', 'cifar10-cnn', whole);
    expect(cells).toHaveLength(24);
    const corrupted = new Set(cells.map(({ scenarios: [one] }) => one.workers.corrupted));
    expect([...corrupted]).toEqual([0, 3, 5, 8, 10, 12]);
    expect(cells[0].scenarios[0].attack).toEqual({ name: 'none' });
    expect(cells[23].scenarios[0]).toMatchObject({
      attack: { name: 'little', z: 1 },
      defense: { rule: 'bulyan' },
    });
  });
});

describe('what came out', () => {
  const table = buildTable('table2', 'mnist-mlp', { rounds: null, seeds: 2 });
  const result = (accuracyMax: number, backdoorHitRate: number | null): Result => ({
    ...{ complete: true, rounds: 150, accuracyMax, accuracyFinal: accuracyMax - 1, backdoorHitRate },
    ...{ corruptedInfluenceMean: 0, digest: 'd'.repeat(64) },
  });
  // Without an attack 96 and 97; of no defense only the second run is there; of the others nothing.
  const there = new Map([
    ['no attack 0', result(96, null)],
    ['no attack 1', result(97, null)],
    ['no defense 1', result(95.2, 40)],
  ]);
  const cells = reproduced(table, ({ row }, index) => there.get(`${row} ${index}`) ?? null);

  test('is the mean over runs, what it lies between, and how far it is from the paper', () => {
    expect(cells[0]).toMatchObject({ runs: 2, accuracyMax: { mean: 96.5, least: 96, most: 97 }, hits: null });
    expect(cells[0].difference).toBeCloseTo(0.4, 9);
    expect(cells[1]).toMatchObject({ runs: 1, hits: { mean: 40 }, accuracyFinal: { mean: 94.2 } });
    expect(cells[2]).toMatchObject({ runs: 0, accuracyMax: null, difference: null });
  });

  test('leaves out the lowest and highest where the terminal is narrow', () => {
    const [wide, narrow] = [Infinity, 80].map((columns) => describeTable(table, cells, columns).split('\n'));
    expect(wide[3]).toMatch(/96\.5 ± 0\.7 \(96\.0 to 97\.0\)/);
    expect(narrow[3]).toMatch(/96\.5 ± 0\.7 {2}\+0\.4/);
    expect(Math.max(...narrow.slice(2, 8).map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('is printed beside the published numbers, and what is not there is marked', () => {
    expect(describeTable(table, cells)).toMatchInlineSnapshot(`
      "Table 2: maximal accuracy under a backdoor for one image, mean over three images; mnist-mlp, 150 rounds, 2 seeds, 23 of 26 runs not there yet

                    published  at best                    difference  at the end                 ASR  runs
      no attack     96.1       96.5 ± 0.7 (96.0 to 97.0)  +0.4        95.5 ± 0.7 (95.0 to 96.0)  -    2 of 2
      no defense    95.4       95.2                       -0.2        94.2                       40%  1 of 6
      trimmed mean  95.4       -                          -           -                          -    0 of 6
      Krum          95.3       -                          -           -                          -    0 of 6
      Bulyan        95.3       -                          -           -                          -    0 of 6

      The paper says that the backdoor answers with its target in over 95% of the rounds."
    `);
    const markdown = tableInMarkdown(
      table,
      cells,
      ({ row }, index) => there.get(`${row} ${index}`)?.digest ?? null,
    );
    expect(markdown).toContain(
      '| no attack | 96.1 | 96.5 ± 0.7 (96.0 to 97.0) | +0.4 | 95.5 ± 0.7 (95.0 to 96.0) | - | 2 of 2 |',
    );
    expect(markdown).toContain(`no attack, backdoor, seed 1: ${'d'.repeat(64)}`);
    expect(markdown).toContain('Krum, backdoor, seed 2, image 2: not run');
  });
});
