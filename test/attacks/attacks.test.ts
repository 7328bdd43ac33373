import { describe, expect, test } from 'vitest';
import { little } from '../../src/attacks/little.js';
import { normalQuantile } from '../../src/kernels/normalQuantile.js';
import { zMax } from '../../src/attacks/zMax.js';
import { NO_MEMORY } from '../../src/entries/memory.js';

/** What every corrupted worker reports of these gradients. */
function forge(own: Float32Array[], z: number): number[] {
  const block = { own, report: null, facts: {}, start: 0, memory: NO_MEMORY };
  const forged = little.forge!(block, { name: 'little', z });
  expect(forged).toBeInstanceOf(Float32Array); // one vector for all of them
  return [...(forged as Float32Array)];
}

describe('little', () => {
  test('is the mean minus z population deviations of the corrupted workers', () => {
    const own = [Float32Array.of(1, 0), Float32Array.of(3, 4)];
    expect(forge(own, 1)).toEqual([1, 0]);
    expect(forge(own, -2)).toEqual([4, 6]);
    expect(forge(own, 0)).toEqual([2, 2]);
  });

  test('of one worker is its own gradient, since one has no deviation', () => {
    expect(forge([Float32Array.of(5, -1)], 3)).toEqual([5, -1]);
  });
});

describe('normalQuantile', () => {
  // Values of Python's statistics.NormalDist().inv_cdf.
  test.each([
    [0.5, 0],
    [0.6, 0.2533471031357997],
    [24 / 26, 1.4260768722728474],
    [0.975, 1.9599639845400536],
    [0.02, -2.0537489106318225],
    [1e-10, -6.361340902404056],
    [1e-30, -11.464024688443617],
  ])('of %d is %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 11);
  });
});

describe('zMax', () => {
  test('of the paper’s example, 24 of 50, is 1.43', () => {
    const bound = zMax(50, 24);
    expect(bound.z?.toFixed(2)).toBe('1.43');
    expect(bound).toMatchObject({ supporters: 2, quantile: 24 / 26 });
  });

  test('of 12 of 51 needs 14 supporters among 39', () => {
    expect(zMax(51, 12)).toMatchObject({ supporters: 14, quantile: 25 / 39 });
  });

  test.each([
    [10, 0, 'nobody attacks'],
    [10, 11, 'only 10 workers'],
    [10, 10, 'every worker is corrupted'],
    [10, 6, 'a majority by themselves'],
  ])('of %d workers with %d corrupted does not exist and says why', (workers, corrupted, reason) => {
    const bound = zMax(workers, corrupted);
    expect(bound.z).toBeNull();
    expect(bound).toHaveProperty('reason', expect.stringContaining(reason));
  });
});
