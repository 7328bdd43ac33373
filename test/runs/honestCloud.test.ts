import { describe, expect, test } from 'vitest';
import { measureCloud } from '../../src/runs/honestCloud.js';

const rows = (...values: number[][]) => values.map((row) => Float32Array.from(row));
const firstIsTheirs = (row: number) => row === 0;

describe('a corrupted report beside the honest ones', () => {
  // Honest ones at (1, 0), (-1, 0), (0, 3) and (0, -3): mean 0, variances 1/2 and 9/2, no correlation.
  const cross = [
    [1, 0],
    [-1, 0],
    [0, 3],
    [0, -3],
  ];

  test('is so many deviations off, in the coordinate in which it is furthest', () => {
    const cloud = measureCloud(rows([0.5, -6], ...cross), firstIsTheirs)!;
    const [{ largestZ, coordinate, beyondShare }] = cloud.theirs;
    expect([largestZ, coordinate, beyondShare]).toEqual([6 / Math.sqrt(4.5), 1, 0]);
    const far = measureCloud(rows([2.2, -6], ...cross), firstIsTheirs)!.theirs[0];
    expect(far.largestZ).toBeCloseTo(2.2 / Math.sqrt(0.5), 6);
    expect([far.coordinate, far.beyondShare]).toEqual([0, 0.5]);
    expect(cloud.honest.largestZ).toBeCloseTo(Math.SQRT2, 9);
    expect(cloud.honest).toMatchObject({ count: 4, beyondShare: 0 });
    expect(cloud.honest.mahalanobis).toBeNull(); // four reports in two directions
  });

  test('is as far by Mahalanobis as the covariance of the honest ones has it, and so much of it leads out', () => {
    // Three honest ones in three dimensions span the plane z = 0.
    const honest = [
      [1, 0, 0],
      [0, 1, 0],
      [-1, -1, 0],
    ];
    const { theirs, honest: own } = measureCloud(rows([1, 1, 2], ...honest), firstIsTheirs)!;
    // S = [[2/3, 1/3], [1/3, 2/3]], S^-1 = [[2, -1], [-1, 2]]: (1, 1) S^-1 (1, 1)' = 2.
    expect(theirs[0].mahalanobis).toBeCloseTo(Math.SQRT2, 9);
    expect(theirs[0].outsideShare).toBeCloseTo(4 / 6, 9);
    expect(own.mahalanobis).toBeCloseTo(Math.SQRT2, 9);
    const itself = measureCloud(rows([0, 1, 0], ...honest), firstIsTheirs)!.theirs[0];
    expect(itself.mahalanobis).toBeCloseTo(Math.SQRT2, 9);
    expect(itself.outsideShare).toBeCloseTo(0, 9);
  });

  test('is beyond where all honest ones agree and it does not', () => {
    const agreed = cross.map((row) => [...row, 7, 7]);
    const { theirs } = measureCloud(rows([0, 0, 7, 8], ...agreed), firstIsTheirs)!;
    expect(theirs[0].beyondShare).toBe(1 / 4);
    expect(theirs[0].largestZ).toBe(0);
  });

  test('stands for all that report the same, and others have a place of their own', () => {
    const reports = rows([2, 2], [5, 5], [2, 2], ...cross);
    const { theirs } = measureCloud(reports, (row) => row < 3)!;
    expect(theirs.map(({ row, equal }) => [row, equal])).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  test('has no place where there is no cloud, or no number', () => {
    expect(measureCloud(rows([1], [2]), firstIsTheirs)).toBeNull();
    expect(measureCloud(rows([1], [2], [3]), () => false)).toBeNull();
    expect(measureCloud(rows([1], [Number.NaN], [3]), firstIsTheirs)).toBeNull();
    expect(measureCloud(rows([Infinity], [2], [3]), firstIsTheirs)).toBeNull();
  });
});
