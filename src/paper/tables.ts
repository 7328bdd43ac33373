import type { PaperTask } from './paperTask.js';
import { figure2 } from './figure2.js';
import type { Extent, Table, TableName } from './table.js';
import { table1 } from './table1.js';
import { table2 } from './table2.js';

const makers: Readonly<Record<TableName, (task: PaperTask, extent: Extent) => Table>> = {
  table1,
  table2,
  figure2,
};

/** A table or figure of the paper's, as scenarios to run and numbers to compare them with. */
export function buildTable(name: TableName, task: PaperTask, extent: Extent): Table {
  return makers[name](task, extent);
}
