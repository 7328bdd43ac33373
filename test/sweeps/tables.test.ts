import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { expandScenario } from '../../src/scenario/expand.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { listColumns, type Row } from '../../src/sweeps/columns.js';
import { groupPoints } from '../../src/sweeps/groups.js';
import type { SweptResult } from '../../src/sweeps/sweptResult.js';
import { asCsv, asJsonLines, asParquet } from '../../src/sweeps/tables.js';

const result: SweptResult = {
  rounds: 150,
  accuracyMax: 77.61,
  accuracyFinal: 70,
  accuracyLast10: 73.125,
  backdoorHitRate: null,
  corruptedInfluenceMean: 0.16,
  overflowRound: null,
  digest: 'ab'.repeat(32),
};

const columns = listColumns(builtIn);
const rows: Row[] = [
  {
    run: '0123456789abcdef',
    scenario: expandScenario({
      task: 'mnist-mlp',
      name: 'a "quoted", name; =1+1',
      seed: 2 ** 53 - 1,
      workers: { corrupted: 12 },
      attack: { name: 'little', z: 1.5 },
      training: { fading: 'none' },
    }),
    result,
  },
  {
    run: 'fedcba9876543210',
    scenario: expandScenario({ task: 'cifar10-cnn', name: 'n', defense: { rule: 'krum' } }),
    result: { ...result, accuracyMax: null, overflowRound: 19 },
  },
];

test('JSON lines, CSV and Parquet say the same, column by column, with whole numbers whole', async () => {
  const lines = asJsonLines(rows, columns)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines[0]).toMatchObject({
    run: '0123456789abcdef',
    seed: 2 ** 53 - 1,
    'workers.corrupted': 12,
    'training.fading': null,
    'attack.z': 1.5,
    'attack.image': null,
    accuracyMax: 77.61,
    overflowRound: null,
  });
  expect(lines[1]).toMatchObject({
    task: 'cifar10-cnn',
    'attack.name': 'none',
    accuracyMax: null,
    overflowRound: 19,
  });

  const bytes = asParquet(rows, columns);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const objects = await parquetReadObjects({ file });
  const plain = objects.map((object) =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [
        key,
        typeof value === 'bigint' ? Number(value) : (value ?? null),
      ]),
    ),
  );
  expect(plain).toEqual(lines);
  expect(typeof objects[0]['workers.corrupted']).toBe('bigint');
  expect(asParquet(rows, columns)).toEqual(bytes);

  const [head, first, second, end] = asCsv(rows, columns).split('\r\n');
  expect(head.split(',')).toEqual(Object.keys(lines[0]));
  expect(first).toContain('0123456789abcdef,"a ""quoted"", name; =1+1",mnist-mlp,9007199254740991,');
  expect(second.split(',')).toHaveLength(head.split(',').length);
  expect(end).toBe('');
});

test.each([
  ['=HYPERLINK("http://example.org","open")', `"'=HYPERLINK(""http://example.org"",""open"")"`],
  ['+1+1', "'+1+1"],
  ['-1+1', "'-1+1"],
  ['@SUM(1)', "'@SUM(1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['\uff1d1+1', "'\uff1d1+1"],
  ['a-b', 'a-b'],
  ['-5', '-5'],
  ['-1e-7', '-1e-7'],
  ["'=1", "'=1"],
])('a text such as %j is no formula in CSV, and what it is elsewhere', (text, cell) => {
  const row = { ...rows[0], scenario: { ...rows[0].scenario, name: text } };
  const named = columns.filter(({ name }) => name === 'name' || name === 'attack.z');
  expect(asCsv([row], named)).toBe(`name,attack.z\r\n${cell},1.5\r\n`);
  expect(JSON.parse(asJsonLines([row], named))).toEqual({ name: text, 'attack.z': 1.5 });
});

test('numbers below zero stay numbers in CSV', () => {
  const influence = columns.filter(({ name }) => name === 'corruptedInfluenceMean');
  const row = { ...rows[0], result: { ...result, corruptedInfluenceMean: -0.5 } };
  expect(asCsv([row], influence)).toBe('corruptedInfluenceMean\r\n-0.5\r\n');
});

test('runs that differ in their seed alone are one group, with mean, ends and deviation', () => {
  const point = (at: number[], accuracyMax: number | null, overflowRound: number | null = null) => ({
    at,
    run: at.join('').padStart(16, '0'),
    result: accuracyMax === null ? null : { ...result, accuracyMax, overflowRound },
  });
  const { axes, groups } = groupPoints({
    axes: [
      { field: 'seed', values: ['1', '2', '3'] },
      { field: 'attack.z', values: ['0.5', '1'] },
    ],
    points: [
      point([0, 0], 10),
      point([0, 1], 50, 9),
      point([1, 0], 20),
      point([1, 1], null),
      point([2, 0], 60),
    ],
  });
  expect(axes.map(({ field }) => field)).toEqual(['attack.z']);
  expect(groups[0]).toMatchObject({ at: [0], runs: 3, overflows: 0 });
  expect(groups[0].accuracyMax).toEqual({
    mean: 30,
    least: 10,
    most: 60,
    deviation: expect.closeTo(26.4575, 4) as number,
    count: 3,
  });
  expect(groups[1]).toMatchObject({
    at: [1],
    runs: 2,
    overflows: 1,
    accuracyMax: { mean: 50, deviation: null },
  });
});
