import { describe, expect, test } from 'vitest';
import { addNoise } from '../../src/aggregation/addNoise.js';
import { aggregate } from '../../src/aggregation/aggregate.js';
import { lendWhole } from '../../src/aggregation/lendWhole.js';
import { ruleNamed } from '../support/entries.js';

const D = 5000;
const zeros = (length: number) => new Float32Array(length);

test('noise has the deviation that it is told, and the mean 0', () => {
  const drawn = zeros(D);
  addNoise(drawn, { deviation: 2 }, lendWhole(D));
  const mean = drawn.reduce((sum, value) => sum + value, 0) / D;
  const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / D);
  expect(Math.abs(mean)).toBeLessThan((4 * 2) / Math.sqrt(D));
  expect(Math.abs(deviation - 2)).toBeLessThan((4 * 2) / Math.sqrt(2 * D));
});

test('noise does not depend on where blocks are cut', () => {
  const whole = zeros(D);
  addNoise(whole, { deviation: 1 }, lendWhole(D));
  for (const start of [1, 1023, 1024, 3000]) {
    const block = zeros(D - start);
    addNoise(block, { deviation: 1 }, { ...lendWhole(D), start });
    expect(block).toEqual(whole.slice(start));
  }
});

test('noise by tensor goes by the deviation of the tensor, which may reach beyond the block', () => {
  const tensor = (start: number, values: number[]) => ({
    ...{ kind: 'bias' as const, shape: [values.length], start, values: Float32Array.from(values) },
  });
  // Deviations with ddof 1: sqrt 2 and 0, of one value.
  const tensors = () => [tensor(0, [1, 3]), tensor(2, [7])];
  const plain = zeros(3);
  addNoise(plain, { deviation: 1 }, lendWhole(3));
  const block = zeros(2);
  addNoise(block, { deviation: 1, isByTensor: true }, { ...lendWhole(3), start: 1, tensors });
  expect(block[0]).toBeCloseTo(Math.SQRT2 * plain[1], 6);
  expect(block[1]).toBe(0);
});

describe('rules add noise where they are asked to:', () => {
  const rows = [
    [3, 0, 0],
    [0, 4, 0],
    [3, 4, 0],
  ].map((row) => Float32Array.from(row));
  const run = (name: string, options: object) =>
    aggregate(ruleNamed(name), rows, { declared: 0, options: { ...options } }).aggregate;

  // In parts of the median norm, 4, of vectors without a model.
  test.each([
    ['norm-bound', 1, {}],
    ['crfl', 1, {}],
    ['flame', 4, {}],
  ])('%s', (name, factor, options) => {
    const noise = zeros(3);
    addNoise(noise, { deviation: 0.25 * factor }, lendWhole(3));
    const plain = run(name, { ...options, noise: 0 });
    const found = run(name, { ...options, noise: 0.25 });
    for (const [c, value] of found.entries()) expect(value).toBeCloseTo(plain[c] + noise[c], 5);
  });
});

describe('foolsgold', () => {
  const run = (rows: number[][]) =>
    aggregate(
      ruleNamed('foolsgold'),
      rows.map((row) => Float32Array.from(row)),
      { declared: 0 },
    );

  test('leaves nothing of workers that are all alike, and of zero rows', () => {
    expect([...run([...new Array<number[]>(4).fill([0.3, 0.4])]).aggregate]).toEqual([0, 0]);
    expect([...run([...new Array<number[]>(4).fill([0, 0])]).aggregate]).toEqual([0, 0]);
  });

  test('takes two that are alike for one adversary, and leaves the third', () => {
    const { aggregate: found, influence } = run([
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
    expect([...found]).toEqual([0, 1]);
    expect(influence).toEqual([0, 0, 1]);
  });
});

describe('signguard', () => {
  const run = (rows: number[][]) =>
    aggregate(
      ruleNamed('signguard'),
      rows.map((row) => Float32Array.from(row)),
      { declared: 1 },
    );

  test('clips the rows of the larger cluster of signs to the median norm', () => {
    const { aggregate: found, decision } = run([
      [3, 4],
      [6, 8],
      [-3, -4],
    ]);
    expect(decision!.chosen).toEqual([0, 1]);
    expect([...found]).toEqual([3, 4]);
  });

  test('leaves out rows that are much shorter than most', () => {
    expect(
      run([
        [0.01, 0.01],
        [1, 1],
        [1, 1],
        [-1, -1],
      ]).decision!.chosen,
    ).toEqual([1, 2]);
  });

  test('gives equal clusters to the lowest row', () => {
    expect(
      run([
        [1, 1],
        [-1, -1],
      ]).decision!.chosen,
    ).toEqual([0]);
  });
});
