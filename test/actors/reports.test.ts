import { expandScenario } from 'krumble';
import { describe, expect, test } from 'vitest';
import { blockStarts } from '../../src/actors/blocks.js';
import { blockOf, createReports, readReport, reportRows, writeReport } from '../../src/actors/reports.js';
import { small } from '../support/small.js';

describe.each([5, 4096, 10_001])('reports of %i coordinates', (coordinates) => {
  const vectors = [0, 1, 2].map((row) =>
    Float32Array.from({ length: coordinates }, (_, c) => 100_000 * row + c),
  );
  const reports = createReports(3, coordinates);
  for (const row of [2, 0, 1]) writeReport(reports, row, vectors[row]);

  test('are read as they were written, as a copy', () => {
    for (const [row, vector] of vectors.entries()) expect(readReport(reports, row)).toEqual(vector);
    readReport(reports, 1).fill(-1);
    expect(readReport(reports, 1)).toEqual(vectors[1]);
  });

  test('are seen by shards block by block, all rows, without a copy', () => {
    const starts = blockStarts(coordinates);
    for (let block = 0; block + 1 < starts.length; block++) {
      const rows = blockOf(reports, block);
      expect(rows).toEqual(vectors.map((vector) => vector.subarray(starts[block], starts[block + 1])));
      expect(rows[0].buffer).toBe(reports.memory.buffer);
    }
  });
});

test('there is a row a worker, and one more for the mean of what all hide', () => {
  const rows = (corrupted: number, attack: object) =>
    reportRows(
      expandScenario({
        ...small,
        attack,
        defense: { rule: 'mean' },
        workers: { count: 11, corrupted },
      } as never),
    );
  expect(rows(2, { name: 'little', z: 1 })).toBe(11);
  expect(rows(11, { name: 'little', z: 1 })).toBe(12);
  expect(rows(11, { name: 'none' })).toBe(11);
});
