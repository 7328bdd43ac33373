import type { Rule } from '../aggregation/rule.js';
import type { Attack } from '../attacks/attack.js';
import type { Entry } from '../entries/entry.js';
import type { LocalUpdate } from '../localUpdates/localUpdate.js';
import type { Measure } from '../measures/measure.js';
import type { ModelEntry } from '../models/modelEntry.js';
import type { PartitionEntry } from '../partitions/partitionEntry.js';
import type { Schedule } from '../schedules/schedule.js';
import type { Transform } from '../transforms/transform.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import { InputError } from '../errors/inputError.js';
import { guardAttack } from './guards/guardAttack.js';
import { guardMeasure } from './guards/guardMeasure.js';
import { guardPartition } from './guards/guardPartition.js';
import { guardRule } from './guards/guardRule.js';
import { guardTransform } from './guards/guardTransform.js';
import { broken, lendRows, mustBeVector, runOwnCode } from './ownCode.js';

/** An entry of a user's own, whose functions are held to their contract; `module`: the name to tell of. */
export function guardEntry(entry: Entry, module: string): Entry {
  const label = `${module}: ${entry.kind} ${entry.name}:`;
  switch (entry.kind) {
    case 'rule':
      return guardRule(entry as Rule, label);
    case 'transform':
      return guardTransform(entry as Transform, label);
    case 'attack':
      return guardAttack(entry as Attack, label);
    case 'partition':
      return guardPartition(entry as PartitionEntry, label);
    case 'measure':
      return guardMeasure(entry as Measure, label);
    case 'schedule':
      return guardSchedule(entry as Schedule, label);
    case 'localUpdate':
      return guardLocalUpdate(entry as LocalUpdate, label);
    case 'model':
      return guardModel(entry as ModelEntry, label);
    case 'dataSet':
      return guardDataSet(entry as DataSetEntry, label);
    case 'task':
    case 'layer':
      return entry;
  }
}

function guardSchedule(entry: Schedule, label: string): Schedule {
  const rate: Schedule['rate'] = (view, options) => {
    const value = runOwnCode(`${label} rate`, () => entry.rate(view, options));
    if (Number.isFinite(value) && value > 0) return value;
    throw broken(`${label} rate`, `gave ${String(value)} for round ${view.round}`, 'a finite number above 0');
  };
  return Object.freeze({ ...entry, rate });
}

function guardLocalUpdate(entry: LocalUpdate, label: string): LocalUpdate {
  const compute: LocalUpdate['compute'] = (view, options) => {
    const lent = lendRows(`${label} compute`, [view.parameters]);
    const [parameters] = lent.copies;
    const result = runOwnCode(`${label} compute`, () => entry.compute({ ...view, parameters }, options));
    lent.check();
    mustBeVector(`${label} compute`, 'a gradient', result?.gradient, view.parameters.length);
    if (typeof result.loss === 'number') return result;
    throw broken(`${label} compute`, `gave a loss of ${String(result.loss)}`, 'a number');
  };
  return Object.freeze({ ...entry, compute });
}

function guardModel(entry: ModelEntry, label: string): ModelEntry {
  const loadNetwork: ModelEntry['loadNetwork'] = async () => {
    const network = await entry.loadNetwork();
    return (pass) => {
      const logits = runOwnCode(`${label} network`, () => network(pass));
      const { shape } = logits ?? {};
      if (shape?.length === 2 && shape[1] === entry.classes) return logits;
      throw broken(
        `${label} network`,
        `gave ${shape ? `a tensor [${shape.join(', ')}]` : 'no tensor'}`,
        `logits [batch, ${entry.classes}]`,
      );
    };
  };
  return Object.freeze({ ...entry, loadNetwork });
}

function guardDataSet(entry: DataSetEntry, label: string): DataSetEntry {
  const load = () => {
    try {
      return runOwnCode(`${label} load`, () => entry.load());
    } catch (error) {
      const { cause } = error as Error;
      throw cause instanceof InputError ? cause : error; // what is wrong with the images, by part and place
    }
  };
  return Object.freeze({ ...entry, load });
}
