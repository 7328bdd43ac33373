import type { Rule } from '../aggregation/rule.js';
import type { Attack } from '../attacks/attack.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import { type Catalogue, findEntry, LISTS } from '../catalogue/catalogue.js';
import { moduleName } from '../catalogue/usedModule.js';
import type { Entry, EntryKind } from '../entries/entry.js';
import type { ModelEntry } from '../models/modelEntry.js';
import type { PartitionEntry } from '../partitions/partitionEntry.js';
import type { Schedule } from '../schedules/schedule.js';
import type { Transform } from '../transforms/transform.js';
import { attackCases } from './attackCases.js';
import { dataSetCases, modelCases, scheduleCases, transformCases } from './otherCases.js';
import { partitionCases } from './partitionCases.js';
import type { CaseOptions, RequiredCase, TestFunction } from './requiredCase.js';
import { ruleCases } from './ruleCases.js';

export type { CaseOptions, RequiredCase, TestFunction } from './requiredCase.js';

/**
 * Declares a test for each case that entries of this kind must pass,
 * those that come with krumble as well as a user's own. `test`: that of vitest or of node:test.
 * Kinds whose contract is checked at every call have no cases of their own.
 *
 * @example import { test } from 'node:test'; testEntry(cappedMean, test);
 */
export function testEntry(entry: Entry, test: TestFunction, options: CaseOptions = {}): void {
  for (const { name, run } of requiredCases(entry, options)) test(name, run);
}

/** The entries of a user's own that a catalogue has, with the names of their modules. */
export function listOwnEntries(catalogue: Catalogue): { entry: Entry; module: string }[] {
  return catalogue.modules.flatMap((module) =>
    module.entries.map((named) => {
      const [kind, name] = named.split(' ') as [EntryKind, string];
      return { entry: findEntry(catalogue, LISTS[kind], name)!, module: moduleName(module) };
    }),
  );
}

/** The cases that an entry must pass. */
export function requiredCases(entry: Entry, options: CaseOptions = {}): RequiredCase[] {
  switch (entry.kind) {
    case 'rule':
      return ruleCases(entry as Rule, options);
    case 'transform':
      return transformCases(entry as Transform, options);
    case 'attack':
      return attackCases(entry as Attack, options);
    case 'partition':
      return partitionCases(entry as PartitionEntry, options);
    case 'schedule':
      return scheduleCases(entry as Schedule, options);
    case 'model':
      return modelCases(entry as ModelEntry);
    case 'dataSet':
      return dataSetCases(entry as DataSetEntry);
    case 'layer':
    case 'localUpdate':
    case 'measure':
    case 'task':
      return [];
  }
}
