import { describe, expect, test } from 'vitest';
import { sortingNetwork } from '../../src/kernels/sortingNetwork.js';

const ranks = (n: number) => Array.from({ length: n }, (_, rank) => rank);

function sorted(values: readonly number[], network: readonly [number, number][]): number[] {
  const result = [...values];
  for (const [i, j] of network) if (result[i] > result[j]) [result[i], result[j]] = [result[j], result[i]];
  return result;
}

describe('a sorting network', () => {
  test('for up to 13 values sorts every pattern of zeros and ones, and therefore everything', () => {
    for (let n = 1; n <= 13; n++) {
      const network = sortingNetwork(n, ranks(n));
      for (let pattern = 0; pattern < 2 ** n; pattern++) {
        const values = ranks(n).map((bit) => (pattern >> bit) & 1);
        expect(sorted(values, network)).toEqual([...values].sort((a, b) => a - b));
      }
    }
  });

  test('for some ranks brings those to their places, with fewer comparators', () => {
    for (let n = 2; n <= 11; n++) {
      for (let rank = 0; rank < n; rank++) {
        const network = sortingNetwork(n, [rank]);
        expect(network.length).toBeLessThanOrEqual(sortingNetwork(n, ranks(n)).length);
        for (let pattern = 0; pattern < 2 ** n; pattern++) {
          const values = ranks(n).map((bit) => (pattern >> bit) & 1);
          expect(sorted(values, network)[rank]).toBe([...values].sort((a, b) => a - b)[rank]);
        }
      }
    }
  });

  test('has as many comparators as Batcher’s merge exchange', () => {
    expect([4, 8, 16, 64].map((n) => sortingNetwork(n, ranks(n)).length)).toEqual([5, 19, 63, 543]);
  });
});
