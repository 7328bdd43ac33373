import type { ScenarioEntries } from '../scenario/findEntries.js';
import { countParticipants, mayBeAllCorrupted } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { blockStarts } from './blocks.js';

/**
 * What workers report in a round, in shared memory that the driver lends: a row for each worker,
 * where all are corrupted one more for the mean of the gradients they hid,
 * and where the rule has it a last one for the server's own gradient.
 * A row lies in pieces, one in each shard's block, and a block is contiguous.
 * A row is written by the worker that computed it, and read by those that its message wakes;
 * that of a corrupted worker is written over, block by block, by the shards that forge its report.
 */
export interface Reports {
  readonly memory: Float32Array;
  readonly rows: number;
  readonly coordinates: number;
}

/**
 * Rows that a scenario's reports need: one a worker, one more where none tells its gradient,
 * and one for the server's own where the rule has that.
 */
export function reportRows(scenario: Scenario, entries: Pick<ScenarioEntries, 'attacks' | 'rule'>): number {
  return findRootRow(scenario, entries) === null
    ? countReports(scenario, entries)
    : countReports(scenario, entries) + 1;
}

/** The row of the server's own gradient, the last one; null where the rule has none. */
export function findRootRow(
  scenario: Scenario,
  entries: Pick<ScenarioEntries, 'attacks' | 'rule'>,
): number | null {
  return entries.rule.entry.countRoot === undefined ? null : countReports(scenario, entries);
}

function countReports(scenario: Scenario, { attacks }: Pick<ScenarioEntries, 'attacks'>): number {
  const isHidden = mayBeAllCorrupted(scenario) && attacks.length > 0;
  return isHidden ? countParticipants(scenario) + 1 : countParticipants(scenario);
}

/** Whether an actor among the workers is the server, which computes a gradient of its own behind theirs. */
export function isRoot(actor: number, scenario: Scenario): boolean {
  return actor === countParticipants(scenario);
}

/** Fresh memory for reports. Throws a RangeError where there is not enough. */
export function createReports(rows: number, coordinates: number): Reports {
  const memory = new Float32Array(new SharedArrayBuffer(4 * rows * coordinates));
  return { memory, rows, coordinates };
}

/** Writes a vector of all coordinates as one row. */
export function writeReport(reports: Reports, row: number, vector: Float32Array): void {
  const starts = blockStarts(reports.coordinates);
  const pieces = starts.slice(1).map((end, block) => vector.subarray(starts[block], end));
  writeBlocks(reports, row, pieces);
}

/** The same of a vector in pieces, one a block. */
export function writeBlocks(
  { memory, rows, coordinates }: Reports,
  row: number,
  pieces: readonly Float32Array[],
): void {
  const starts = blockStarts(coordinates);
  for (const [block, piece] of pieces.entries()) memory.set(piece, rows * starts[block] + row * piece.length);
}

/** The pieces of all rows in every block, where they lie. */
export function viewBlocks(reports: Reports): (readonly Float32Array[])[] {
  const count = blockStarts(reports.coordinates).length - 1;
  return Array.from({ length: count }, (_, block) => viewBlock(reports, block));
}

/** The pieces of all rows in one block, where they lie. */
export function viewBlock(reports: Reports, block: number): readonly Float32Array[] {
  const known = viewed.get(reports) ?? new Map<number, readonly Float32Array[]>();
  const rows = known.get(block) ?? cutBlock(reports, block);
  viewed.set(reports, known.set(block, rows));
  return rows;
}

/** Views are a thousand a round, and where things lie stays as it is. */
const viewed = new WeakMap<Reports, Map<number, readonly Float32Array[]>>();

function cutBlock({ memory, rows, coordinates }: Reports, block: number): readonly Float32Array[] {
  const starts = blockStarts(coordinates);
  const length = starts[block + 1] - starts[block];
  const from = rows * starts[block];
  return Object.freeze(
    Array.from({ length: rows }, (_, row) => memory.subarray(from + row * length, from + (row + 1) * length)),
  );
}
