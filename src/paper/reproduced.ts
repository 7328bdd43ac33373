import type { Result } from '../runs/result.js';
import type { Cell, Table } from './table.js';

/** A cell with what its runs came to: means over them, and between what they lie. null: no run has ended yet. */
export interface Reproduced {
  readonly cell: Cell;
  readonly runs: number;
  readonly accuracyMax: Range | null;
  readonly accuracyFinal: Range | null;
  /** Percent of rounds in which a backdoor hit. */
  readonly hits: Range | null;
  /** Of the runs that ended because the model overflowed, after how many rounds. */
  readonly overflows: readonly number[];
  /** Mean of ours less the published. */
  readonly difference: number | null;
}

/** A mean, and the least and the most that it is of. */
export interface Range {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** Every cell of a table with the results of its runs; null for those that are not there. */
export function reproduced(
  { cells }: Table,
  resultOf: (cell: Cell, index: number) => Result | null,
): Reproduced[] {
  return cells.map((cell) => {
    const results = cell.scenarios.flatMap((_, index) => resultOf(cell, index) ?? []);
    const range = (pick: (result: Result) => number | null) =>
      rangeOf(results.flatMap((one) => pick(one) ?? []));
    const accuracyMax = range((result) => result.accuracyMax);
    return {
      cell,
      runs: results.length,
      accuracyMax,
      accuracyFinal: range((result) => result.accuracyFinal),
      hits: range((result) => result.backdoorHitRate),
      overflows: results.flatMap(({ overflow }) => overflow?.round ?? []),
      difference: accuracyMax === null || cell.published === null ? null : accuracyMax.mean - cell.published,
    };
  });
}

function rangeOf(values: readonly number[]): Range | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, least: Math.min(...values), most: Math.max(...values) };
}
