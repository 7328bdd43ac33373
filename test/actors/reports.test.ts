import { describe, expect, test } from 'vitest';
import { blockStarts } from '../../src/actors/blocks.js';
import {
  createReports,
  reportRows,
  viewBlock,
  viewBlocks,
  writeBlocks,
  writeReport,
} from '../../src/actors/reports.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { small } from '../support/small.js';

describe.each([5, 4096, 10_001])('reports of %i coordinates', (coordinates) => {
  const vectors = [0, 1, 2].map((row) =>
    Float32Array.from({ length: coordinates }, (_, c) => 100_000 * row + c),
  );
  const reports = createReports(3, coordinates);
  for (const row of [2, 0, 1]) writeReport(reports, row, vectors[row]);

  test('are read as they were written, whole or in pieces', () => {
    const read = (row: number) => viewBlocks(reports).flatMap((rows) => [...rows[row]]);
    for (const [row, vector] of vectors.entries()) expect(read(row)).toEqual([...vector]);
    const other = createReports(3, coordinates);
    const pieces = viewBlocks(reports).map((rows) => rows[1]);
    writeBlocks(other, 2, pieces);
    expect(viewBlocks(other).flatMap((rows) => [...rows[2]])).toEqual([...vectors[1]]);
  });

  test('are seen by shards block by block, all rows, without a copy', () => {
    const starts = blockStarts(coordinates);
    for (let block = 0; block + 1 < starts.length; block++) {
      const rows = viewBlock(reports, block);
      expect(rows).toEqual(vectors.map((vector) => vector.subarray(starts[block], starts[block + 1])));
      expect(rows[0].buffer).toBe(reports.memory.buffer);
    }
  });
});

test('there is a row a worker, and one more for the mean of what all hide', () => {
  const rows = (corrupted: number, attack: object) => {
    const scenario = expandScenario({
      ...small,
      attack,
      defense: { rule: 'mean' },
      workers: { count: 11, corrupted },
    });
    return reportRows(scenario, findEntries(builtIn, scenario));
  };
  expect(rows(2, { name: 'little', z: 1 })).toBe(11);
  expect(rows(11, { name: 'little', z: 1 })).toBe(12);
  expect(rows(11, { name: 'none' })).toBe(11);
});
