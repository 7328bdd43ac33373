import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/catalogue/aggregate.js';
import { ruleNamed } from '../support/entries.js';

/** Three close together, one a little off, one far away. */
const ROWS = [
  [0, 1],
  [1, 0],
  [0.5, 0.5],
  [3, 1],
  [40, 30],
];

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(...Array.from(a, (value, c) => value - b[c]));
const mix = (weights: readonly number[]) =>
  [0, 1].map((c) => weights.reduce((sum, weight, i) => sum + weight * ROWS[i][c], 0));

describe('a rule on vectors of one’s own', () => {
  test('is given by its name or as an entry, with its variant and options', () => {
    const told = { declared: 1, variant: 'byzfl' } as const;
    expect(aggregate('krum', ROWS, told)).toEqual(aggregate(ruleNamed('krum'), ROWS, told));
    const own = aggregate('centered-clipping', ROWS, { options: { tau: 1 } });
    expect(own.aggregate).not.toEqual(aggregate('centered-clipping', ROWS).aggregate);
  });

  test('says what it picked, its scores, weights, and how far each vector is', () => {
    const { chosen, scores, weights, influence, distances, steps } = aggregate('krum', ROWS, {
      ...{ declared: 1, variant: 'published' },
    });
    expect(chosen).toEqual([2]);
    expect(scores).toEqual([2.5, 2.5, 1, 11.5, 4631]);
    expect(weights).toEqual([0, 0, 1, 0, 0]);
    expect(influence).toEqual([0, 0, 1, 0, 0]);
    for (const [i, one] of distances.entries()) expect(one).toBeCloseTo(distance(ROWS[i], ROWS[2]), 12);
    expect(steps).toEqual([]);
  });

  test('of one that goes by coordinates has influence, and no weights and choices', () => {
    const { weights, chosen, scores, influence } = aggregate('median', ROWS);
    expect([weights, chosen, scores]).toEqual([null, null, null]);
    expect(influence.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('takes numbers as float32', () => {
    expect([...aggregate('mean', [[0.1], [0.1]]).aggregate]).toEqual([Math.fround(0.1)]);
  });

  test.each([
    ['an unknown rule', () => aggregate('krumm', ROWS), 'did you mean krum?'],
    ['an unknown transform', () => aggregate('mean', ROWS, { before: ['nmm'] }), 'did you mean nnm?'],
    [
      'an unknown option of a transform',
      () => aggregate('mean', ROWS, { before: [{ name: 'clipping', limt: 2 }] }),
      'clipping.limt: clipping has no limt (did you mean limit?)',
    ],
    ['too many corrupted', () => aggregate('krum', ROWS, { declared: 5 }), 'krum: found n=5, f=5'],
    [
      'too few rows behind a transform',
      () => aggregate('trimmed-mean', ROWS, { declared: 2, before: ['bucketing'] }),
      'trimmed-mean: found n=3, f=2',
    ],
    ['no vector', () => aggregate('mean', []), 'vectors: need one or more'],
    ['vectors of two lengths', () => aggregate('mean', [[1], [1, 2]]), 'of equal length'],
    ['a seed that is none', () => aggregate('mean', ROWS, { seed: -1 }), 'seed: found -1'],
    [
      'a result that is not finite',
      () => aggregate('mean', [[1], [NaN], [2]]),
      'mean: the result is not finite; not finite: vectors 1',
    ],
  ])('refuses %s, by name', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe('what a chain did is told step by step:', () => {
  test('weights of the vectors make each row, and its distance to the aggregate', () => {
    const before = ['nnm', { name: 'clipping', limit: 1 }, { name: 'bucketing', size: 2 }];
    const {
      aggregate: result,
      steps,
      weights,
    } = aggregate('krum', ROWS, {
      ...{ declared: 1, variant: 'byzfl', before, seed: 4 },
    });
    expect(steps.map(({ name }) => name)).toEqual(['nnm', 'clipping', 'bucketing']);
    for (const step of steps) {
      const found = step.weights.map((row) => distance(mix(row), result));
      expect(step.distances).toHaveLength(found.length);
      for (const [k, one] of step.distances.entries()) expect(one).toBeCloseTo(found[k], 5);
    }
    expect(distance(mix(weights!), result)).toBeLessThan(1e-6);
  });

  test('who was mixed into whom, by how much rows were cut, and who is in which group', () => {
    const { steps } = aggregate('mean', ROWS, {
      ...{ declared: 1, before: ['nnm', { name: 'clipping', limit: 1 }, { name: 'bucketing', size: 2 }] },
    });
    // Four rows each: of the last one, the four that are nearest to it, row 2 being farther than 0 or 1.
    expect(steps[0].mixed).toEqual(['f0', 'f0', 'f0', 'f0', '78']);
    expect(steps[1].factors).toHaveLength(5);
    expect(steps[1].factors!.slice(0, 4)).toEqual(new Array(4).fill(steps[1].factors![0]));
    expect(steps[1].factors![4]).toBeLessThan(0.2);
    expect(steps[2].groups!.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(steps[2].groups!.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  });

  test('a row that is not finite is infinitely far, and with it the rows that it is in', () => {
    const rows = [...ROWS, [NaN, 0]];
    const { distances, steps } = aggregate('median', rows, {
      ...{ declared: 1, before: [{ name: 'bucketing', size: 2 }], seed: 1 },
    });
    expect(distances[5]).toBe(Infinity);
    const at = steps[0].groups!.findIndex((group) => group.includes(5));
    expect(steps[0].distances.map((one) => one === Infinity)).toEqual(
      steps[0].groups!.map((_, k) => k === at),
    );
  });

  test('the seed decides who is drawn together', () => {
    const groups = (seed: number) => aggregate('mean', ROWS, { before: ['bucketing'], seed }).steps[0].groups;
    expect(groups(1)).toEqual(groups(1));
    expect(groups(1)).not.toEqual(groups(2));
  });
});
