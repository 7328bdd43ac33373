import { describe, expect, test } from 'vitest';
import { mapReports } from '../../src/runs/reportMap.js';

const rows = (...values: number[][]) => values.map((row) => Float32Array.from(row));
const firstIsTheirs = (row: number) => row === 0;

describe('a map of reports', () => {
  // Honest mean (1, 1, 1); the attack leads along the first axis; then they differ most along the second.
  const honest = [
    [2, 1, 1],
    [0, 1, 1],
    [1, 5, 1],
    [1, -3, 1],
    [1, 1, 3],
    [1, 1, -1],
  ];
  const sigma = Math.sqrt((2 * (1 + 16 + 4)) / 6);

  test('has the attack along one axis, the largest honest spread beside it along the other', () => {
    const map = mapReports(rows([7, 1, 1], ...honest), firstIsTheirs, Float32Array.of(4, 3, 6))!;
    const expected = [
      [6, 0, 6],
      [1, 0, 1],
      [-1, 0, 1],
      [0, 4, 4],
      [0, -4, 4],
      [0, 0, 2],
      [0, 0, 2],
      [3, 2, Math.sqrt(9 + 4 + 25)],
    ];
    expect(map.places.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5, 6, null]);
    expect(map.places.map(({ corrupted }) => corrupted).indexOf(true)).toBe(0);
    expect(map.places.filter(({ corrupted }) => corrupted)).toHaveLength(1);
    for (const [place, { along, across, distance }] of map.places.entries())
      for (const [k, value] of [along, across, distance].entries())
        expect(value).toBeCloseTo(expected[place][k] / sigma, 6);
    expect(map.alongShare).toBeCloseTo(2 / 42, 9);
    expect(map.acrossShare).toBeCloseTo(32 / 42, 9);
  });

  test('leads from the honest mean to the mean of several corrupted ones', () => {
    const reports = rows([7, 1, 1], [7, 1, 9], [7, 1, -7], ...honest);
    const { places } = mapReports(reports, (row) => row < 3, null)!;
    for (const { along } of places.slice(0, 3)) expect(along).toBeCloseTo(6 / sigma, 6);
    expect(places).toHaveLength(reports.length);
  });

  test('is the same for the same reports, in whatever order the others stand', () => {
    const there = mapReports(rows([7, 1, 1], ...honest), firstIsTheirs, null)!;
    const back = mapReports(rows(...honest, [7, 1, 1]), (row) => row === 6, null)!;
    for (const [row, { along, across }] of back.places.entries()) {
      const same = there.places[(row + 1) % 7];
      expect(along).toBeCloseTo(same.along, 9);
      expect(across).toBeCloseTo(same.across, 9);
    }
  });

  test('is flat where honest reports differ along the attack alone', () => {
    const { places, acrossShare } = mapReports(rows([9], [1], [3]), firstIsTheirs, null)!;
    expect(places.map(({ across }) => across)).toEqual([0, 0, 0]);
    expect(acrossShare).toBe(0);
  });

  test('is none without two honest reports that differ, a corrupted one elsewhere, and numbers', () => {
    expect(mapReports(rows([1], [2]), firstIsTheirs, null)).toBeNull();
    expect(mapReports(rows([1], [2], [2]), firstIsTheirs, null)).toBeNull();
    expect(mapReports(rows([2], [1], [3]), firstIsTheirs, null)).toBeNull();
    expect(mapReports(rows([1], [2], [3]), () => false, null)).toBeNull();
    expect(mapReports(rows([Infinity], [2], [3]), firstIsTheirs, null)).toBeNull();
  });
});
