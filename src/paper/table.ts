import { expandScenario } from '../scenario/expand.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioInput } from '../scenario/scenarioInput.js';
import type { PaperTask } from './paperTask.js';

/**
 * One number of the paper, and the scenarios that are set beside it: its variations, each with every seed.
 */
export interface Cell {
  readonly row: string;
  readonly column: string;
  /** Maximal test accuracy in percent; null where the paper gives no number. */
  readonly published: number | null;
  readonly scenarios: readonly Scenario[];
}

/** A table or figure of the paper for one task. */
export interface Table {
  readonly name: TableName;
  readonly title: string;
  readonly task: PaperTask;
  readonly cells: readonly Cell[];
  /** What to know when the two are compared. */
  readonly notes: readonly string[];
}

export const TABLES = ['table1', 'table2', 'figure2'] as const;
export type TableName = (typeof TABLES)[number];

/** The tasks that the paper has tables of, by short names. */
export const TASKS = { mnist: 'mnist-mlp', cifar10: 'cifar10-cnn', cifar100: 'cifar100-wrn40x4' } as const;

/** How much of a table is to be made. */
export interface Extent {
  readonly rounds: number | null;
  /** 1 to so many. */
  readonly seeds: number;
}

/** What a cell is made of, before seeds. */
export interface Draft {
  readonly row: string;
  readonly column: string;
  readonly published: number | null;
  readonly variations: readonly ScenarioInput[];
}

/** Cells of drafts: every variation with every seed, named after its place. */
export function buildCells(table: TableName, drafts: readonly Draft[], { rounds, seeds }: Extent): Cell[] {
  return drafts.map(({ row, column, published, variations }) => ({
    row,
    column,
    published,
    scenarios: variations.flatMap((variation) =>
      Array.from({ length: seeds }, (_, index) =>
        expandScenario({
          ...variation,
          name: `${table}, ${row}, ${column}`,
          seed: index + 1,
          ...(rounds !== null && { training: { ...variation.training, rounds } }),
          evaluation: { every: 5 },
        }),
      ),
    ),
  }));
}
