import type { Scenario } from '../scenario/scenario.js';
import { blockStarts } from './blocks.js';

/**
 * What workers report in a round, in shared memory that the driver lends: a row for each worker, and where all are
 * corrupted one more for the mean of the gradients they hid. A row lies in pieces, one in each shard's block, and a
 * block is contiguous. A row is written by the actor that reports it (a corrupted worker first confides its own
 * gradient there) and read by those that its message wakes.
 */
export interface Reports {
  readonly memory: Float32Array;
  readonly rows: number;
  readonly coordinates: number;
}

/** Rows that a scenario's reports need: one a worker, and one more where none tells its gradient. */
export function reportRows({ workers, attack }: Scenario): number {
  const isHidden = workers.corrupted === workers.count && attack.name !== 'none';
  return isHidden ? workers.count + 1 : workers.count;
}

/** Fresh memory for reports. Throws a RangeError where there is not enough. */
export function createReports(rows: number, coordinates: number): Reports {
  const memory = new Float32Array(new SharedArrayBuffer(4 * rows * coordinates));
  return { memory, rows, coordinates };
}

/** Writes a vector of all coordinates as one row. */
export function writeReport({ memory, rows, coordinates }: Reports, row: number, vector: Float32Array): void {
  const starts = blockStarts(coordinates);
  for (let block = 0; block + 1 < starts.length; block++) {
    const piece = vector.subarray(starts[block], starts[block + 1]);
    memory.set(piece, rows * starts[block] + row * piece.length);
  }
}

/** A copy of a row as a vector of all coordinates. */
export function readReport({ memory, rows, coordinates }: Reports, row: number): Float32Array {
  const starts = blockStarts(coordinates);
  const vector = new Float32Array(coordinates);
  for (let block = 0; block + 1 < starts.length; block++) {
    const length = starts[block + 1] - starts[block];
    const from = rows * starts[block] + row * length;
    vector.set(memory.subarray(from, from + length), starts[block]);
  }
  return vector;
}

/** The pieces of all rows in one block, where they lie. */
export function blockOf({ memory, rows, coordinates }: Reports, block: number): Float32Array[] {
  const starts = blockStarts(coordinates);
  const length = starts[block + 1] - starts[block];
  const from = rows * starts[block];
  return Array.from({ length: rows }, (_, row) =>
    memory.subarray(from + row * length, from + (row + 1) * length),
  );
}
