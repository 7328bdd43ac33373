import { type Catalogue, entryNamed, findEntry, unknownEntry } from '../catalogue/catalogue.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import type { Refuse } from '../entries/parseOptions.js';
import type { Task } from '../tasks/task.js';

/** The data set of a scenario, and whether it stands there in the place of the task's. */
export interface ChosenDataSet {
  readonly entry: DataSetEntry;
  readonly isNamed: boolean;
}

/** The data set that `data.set` names, and without it the task's. */
export function findDataSet(
  catalogue: Catalogue,
  { task, data }: { readonly task: Task; readonly data?: { readonly set?: string | undefined } | undefined },
  refuse: Refuse,
): ChosenDataSet {
  const name = data?.set;
  if (name === undefined) return { entry: entryNamed(catalogue, 'dataSets', task.dataSet), isNamed: false };
  const entry = findEntry(catalogue, 'dataSets', name);
  if (entry === undefined) return refuse('data.set', unknownEntry(catalogue, 'dataSets', name));
  return { entry, isNamed: true };
}
