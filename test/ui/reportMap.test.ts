import { expect, test } from 'vitest';
import { drawReportMap } from '../../src/ui/draw/reportMap.js';
import { plain } from '../../src/ui/draw/text.js';

const place = (row: number | null, along: number, across: number, corrupted = false) => {
  return { row, corrupted, along, across, distance: Math.hypot(along, across) };
};
const honest = [place(1, 0.5, 0), place(2, -0.5, 0), place(3, 0, 1), place(4, 0, -1)];
const size = { columns: 60, rows: 16, ascii: true, colors: false };
const draw = (places: readonly ReturnType<typeof place>[], more = {}) =>
  drawReportMap({ places, alongShare: 0.2, acrossShare: 0.8 }, { ...size, ...more }).map(plain);

test('a map of reports has the honest ones around their mean, the corrupted ones and the aggregate where they are', () => {
  const lines = draw([place(0, 2, 0, true), ...honest, place(null, 1, 0)]);
  expect(lines).toHaveLength(size.rows - 1);
  const row = lines.find((line) => line.includes('+') && line.includes('|'))!;
  expect(row).toMatch(/^ +\| +o {3,}\+ {3,}o {3,}A {5,}X *$/);
  const [mean, aggregate, theirs] = ['+', 'A', 'X'].map((sign) => row.indexOf(sign));
  expect(Math.abs(theirs - aggregate - (aggregate - mean))).toBeLessThanOrEqual(1);
  expect(lines.at(-1)).toBe('o 4 honest X 1 corrupted, 2.00 off A aggregate, 1.00 off + mean ');
});

test('a map of reports says where the aggregate hides a corrupted one', () => {
  const lines = draw([place(0, 2, 0, true), ...honest, place(null, 2, 0)]);
  expect(lines.at(-1)).toContain('A aggregate over X, 2.00 off');
  expect(lines.filter((line) => line.includes('|')).join('')).not.toContain('X');
});

test('a map of reports keeps one scale for both axes: of a far attack it is low, and never cut', () => {
  for (const ascii of [true, false])
    for (const columns of [60, 80, 120]) {
      const lines = draw([place(0, 40, 0, true), ...honest], { columns, ascii });
      expect(lines.length).toBeLessThan(size.rows - 4);
      expect(Math.max(...lines.map((line) => line.trimEnd().length))).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toContain(ascii ? 'X' : '●');
    }
});
