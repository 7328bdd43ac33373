import { describe, expect, test } from 'vitest';
import { permutation } from '../../src/random/permutation.js';
import { stream } from '../../src/random/stream.js';

const draws = (...name: Parameters<typeof stream>) => {
  const random = stream(...name);
  return [random.uniform(), random.uniform(), random.uniform()];
};

describe('a stream', () => {
  test('gives the same numbers for the same name', () => {
    expect(draws(7, 'test', 3, 5)).toEqual(draws(7, 'test', 3, 5));
  });

  test('gives these numbers, in this version and every later one', () => {
    expect(draws(7, 'test', 3, 5)).toMatchInlineSnapshot(`
      [
        0.31327270917470984,
        0.7868998403385817,
        0.1415063034627665,
      ]
    `);
    expect(draws(0, 'test')).toMatchInlineSnapshot(`
      [
        0.5685572819783626,
        0.2522621648685767,
        0.5775068031892907,
      ]
    `);
  });

  test('differs in every part of its name, and seed 0 is a seed', () => {
    const names = [
      draws(7, 'test', 3, 5),
      draws(8, 'test', 3, 5),
      draws(7, 'tests', 3, 5),
      draws(7, 'test', 4, 5),
      draws(7, 'test', 3, 6),
      draws(0, 'test', 3, 5),
    ];
    expect(new Set(names.map(String)).size).toBe(names.length);
  });

  test('draws whole numbers evenly below a bound', () => {
    const random = stream(1, 'evenness');
    const counts = new Array<number>(6).fill(0);
    for (let k = 0; k < 6000; k++) counts[random.below(6)]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('a permutation', () => {
  test('holds every number once', () => {
    const order = permutation(1000, stream(3, 'order'));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, k) => k));
    expect([...order.slice(0, 8)]).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('puts each number at each place about equally often', () => {
    const counts = Array.from({ length: 4 }, () => new Array<number>(4).fill(0));
    for (let k = 0; k < 4000; k++) {
      for (const [place, value] of permutation(4, stream(k, 'order')).entries()) counts[place][value]++;
    }
    for (const count of counts.flat()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});
