import { summarize, type Summary } from '../statistics/summary.js';
import type { Result } from '../runs/result.js';
import type { Cell, Table } from './table.js';

/** A cell with the results of its runs: their mean and their range. null: no run has ended yet. */
export interface Reproduced {
  readonly cell: Cell;
  readonly runs: number;
  readonly accuracyMax: Summary | null;
  readonly accuracyFinal: Summary | null;
  /** Percent of rounds in which a backdoor hit. */
  readonly hits: Summary | null;
  /** Of the runs that ended because the model overflowed, after how many rounds. */
  readonly overflows: readonly number[];
  /** Mean of ours less the published. */
  readonly difference: number | null;
}

/** Every cell of a table with the results of its runs; null for those that are not there. */
export function reproduced(
  { cells }: Table,
  findResult: (cell: Cell, index: number) => Result | null,
): Reproduced[] {
  return cells.map((cell) => {
    const results = cell.scenarios.flatMap((_, index) => findResult(cell, index) ?? []);
    const range = (pick: (result: Result) => number | null) =>
      summarize(results.flatMap((one) => pick(one) ?? []));
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
