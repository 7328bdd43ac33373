import type { AttackSetting } from '../attacks/attack.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { typeOfOption } from '../entries/describeOption.js';
import type { Entry } from '../entries/entry.js';
import type { Scenario } from '../scenario/scenario.js';
import type { SweptResult } from './sweptResult.js';

/** A run of a sweep: what it is found by, what it was of, and what it came to. */
export interface Row {
  readonly run: string;
  readonly scenario: Scenario;
  readonly result: SweptResult;
}

/** A column of a table of runs. A field that a scenario does not have, or not as a number, is null. */
export interface Column {
  readonly name: string;
  readonly type: 'text' | 'whole' | 'real';
  readonly of: (row: Row) => unknown;
}

const ofRun: readonly Column[] = [{ name: 'run', type: 'text', of: ({ run }) => run }];

const ofScenario = (type: Column['type'], fields: string): Column[] =>
  fields.split(' ').map((name) => ({ name, type, of: ({ scenario }) => readField(scenario, name) }));

const ofResult = (type: Column['type'], fields: string): Column[] =>
  fields.split(' ').map((name) => ({ name, type, of: ({ result }) => readField(result, name) }));

/**
 * The columns of every table of runs, the same in each, whatever was varied: what every scenario has,
 * and every option that an entry of the catalogue has where scenarios may say it.
 */
export function listColumns(catalogue: Catalogue): readonly Column[] {
  const { rules, attacks, partitions, schedules, localUpdates } = catalogue;
  return [
    ...ofRun,
    ...ofScenario('text', 'name task'),
    ...ofScenario('whole', 'seed data.train data.test'),
    ...ofScenario('text', 'data.set data.order data.augmentation data.partition.name'),
    ...ofOptions('data.partition', partitions),
    ...ofScenario('whole', 'workers.count workers.corrupted workers.batch'),
    ...ofScenario('text', 'workers.reports'),
    ...ofOptions('workers', localUpdates),
    ...ofScenario('whole', 'training.rounds'),
    ...ofScenario('real', 'training.momentum training.learningRate training.fading'),
    ...ofScenario('text', 'training.schedule.name'),
    ...ofOptions('training.schedule', schedules),
    ...ofScenario('real', 'training.l2 training.workerMomentum'),
    ...ofScenario('text', 'training.initial'),
    { name: 'attack.name', type: 'text', of: ({ scenario }) => nameAttacks(scenario) },
    ...ofScenario('text', 'attack.variant'),
    ...ofOptions('attack', attacks),
    ...ofScenario('whole', 'attack.window.from attack.window.until attack.window.every'),
    ...ofScenario('text', 'defense.rule defense.variant'),
    ...ofOptions('defense', rules),
    ...ofScenario('text', 'defense.before'),
    ...ofScenario('whole', 'defense.declared evaluation.every'),
    ...ofResult('whole', 'rounds'),
    ...ofResult('real', 'accuracyMax accuracyFinal accuracyLast10 backdoorHitRate corruptedInfluenceMean'),
    ...ofResult('whole', 'overflowRound'),
    ...ofResult('text', 'digest'),
  ];
}

/**
 * A column for every option of some entries, by the option's type; of one name that has several types, text.
 */
function ofOptions(section: string, entries: readonly Entry[]): Column[] {
  const types = new Map<string, Column['type']>();
  for (const entry of entries) {
    const shapes = [entry.options, ...(entry.variants ?? []).map(({ options }) => options)];
    for (const [name, schema] of shapes.flatMap((shape) => Object.entries(shape ?? {}))) {
      const type = typeOfOption(schema);
      const known = types.get(name) ?? type;
      types.set(name, known === type ? type : 'text');
    }
  }
  return [...types].flatMap(([name, type]) => ofScenario(type, `${section}.${name}`));
}

/** The names of a scenario's attacks, `ipm + label-flip` of several at once. */
function nameAttacks({ attack }: Scenario): string {
  return [attack]
    .flat()
    .map((one) => (one as AttackSetting).name)
    .join(' + ');
}

/** The value of a column for a row, by the column's type. */
export function readColumn({ type, of }: Column, row: Row): string | number | null {
  const value = of(row);
  if (type === 'text') return value === null || value === undefined ? null : textOf(value);
  return typeof value === 'number' ? value : null;
}

function readField(value: object, field: string): unknown {
  let inner: unknown = value;
  for (const key of field.split('.')) inner = (inner as Record<string, unknown> | null | undefined)?.[key];
  return inner;
}

/** A text as it is, and anything else as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
