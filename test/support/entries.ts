import type { Rule } from '../../src/aggregation/rule.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { entryNamed } from '../../src/catalogue/catalogue.js';
import type { DataSetEntry } from '../../src/data/dataSetEntry.js';
import { loadBackend } from '../../src/models/backend.js';
import { type Model, openModel } from '../../src/models/model.js';
import type { ModelEntry } from '../../src/models/modelEntry.js';
import type { models } from '../../src/models/models.js';
import { testBackend } from './backend.js';

/** The name of a network that comes with krumble. */
export type ModelName = (typeof models)[number]['name'];

/** The layout of a network that comes with krumble. */
export function layoutNamed(name: ModelName): ModelEntry {
  return entryNamed(builtIn, 'models', name);
}

/** The same network, loaded into this thread on the backend of these tests. */
export async function modelNamed(name: ModelName): Promise<Model> {
  await loadBackend(testBackend);
  return openModel(layoutNamed(name));
}

/** A rule that comes with krumble. */
export function ruleNamed(name: string): Rule {
  return entryNamed(builtIn, 'rules', name);
}

/** A data set that comes with krumble or that it can fetch. */
export function dataSetNamed(name: 'mnist' | 'cifar10' | 'cifar100' | 'quadratic'): DataSetEntry {
  return entryNamed(builtIn, 'dataSets', name);
}
