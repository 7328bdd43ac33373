import type { Rule, RuleSetting } from '../aggregation/rule.js';
import { type Catalogue, entryNamed } from '../catalogue/catalogue.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import { defaultVariant, optionsUnder } from '../entries/entry.js';
import type { LocalUpdate } from '../localUpdates/localUpdate.js';
import type { Measure } from '../measures/measure.js';
import type { ModelEntry } from '../models/modelEntry.js';
import type { PartitionEntry } from '../partitions/partitionEntry.js';
import type { Schedule } from '../schedules/schedule.js';
import type { Task } from '../tasks/task.js';
import type { Transform, TransformSetting } from '../transforms/transform.js';
import { type BoundAttack, bindAttacks } from './bindAttacks.js';
import { findModel } from './expandModel.js';
import { countParticipants } from './participants.js';
import { pickOptions } from './pickOptions.js';
import type { NamedSetting, Scenario } from './scenario.js';

/** The values of an entry's options. */
type Options = Readonly<Record<string, unknown>>;

/** A transform and what it is told. */
export interface ChainedTransform {
  readonly transform: Transform;
  readonly setting: TransformSetting;
}

/** A measure and what it is told: its own options, or the setting of the attack that it belongs to. */
export interface TakenMeasure {
  readonly measure: Measure;
  readonly setting: unknown;
}

/** The entries that a scenario names, with what each is told. */
export interface ScenarioEntries {
  readonly task: Task;
  readonly model: ModelEntry;
  readonly dataSet: DataSetEntry;
  readonly partition: { readonly entry: PartitionEntry; readonly options: Options };
  readonly localUpdate: { readonly entry: LocalUpdate; readonly options: Options };
  readonly rule: { readonly entry: Rule; readonly setting: RuleSetting };
  /** What is done to reports before the rule sees them, in order. */
  readonly transforms: readonly ChainedTransform[];
  /** The attacks, each with the workers that are its own; none where every worker is honest. */
  readonly attacks: readonly BoundAttack[];
  /**
   * What is found out after each round: test accuracy and loss first,
   * then what the scenario asks for and the attack brings.
   */
  readonly measures: readonly TakenMeasure[];
  readonly schedule: Schedule;
  /** The learning rate of a round, counted from 0. */
  readonly learningRate: (round: number) => number;
  /** Whether an attack is on in a round. */
  readonly isAttacked: (round: number) => boolean;
}

/**
 * The entries that an expanded scenario names.
 * Throws an InputError for one that the catalogue does not have.
 */
export function findEntries(catalogue: Catalogue, scenario: Scenario): ScenarioEntries {
  const { workers, data, training, evaluation } = scenario;
  const { task, model, dataSet } = findModel(catalogue, scenario);
  const localUpdate = entryNamed(catalogue, 'localUpdates', workers.reports);
  const partition = entryNamed(catalogue, 'partitions', data.partition.name);
  const attacks = bindAttacks(catalogue, scenario, { model, batchMax: task.batchMax });
  const asked = (evaluation.measures ?? []).map((setting): TakenMeasure => {
    const measure = entryNamed(catalogue, 'measures', setting.name);
    return { measure, setting: pickOptions(measure.options, setting) };
  });
  const brought = attacks.flatMap(({ entry, setting }) =>
    (entry.measures ?? []).map((measure): TakenMeasure => ({ measure, setting })),
  );
  const transforms = chainTransforms(catalogue, scenario);
  return {
    task,
    model,
    dataSet,
    partition: { entry: partition, options: pickOptions(partition.options, data.partition) },
    localUpdate: { entry: localUpdate, options: pickOptions(localUpdate.options, workers) },
    rule: bindRule(catalogue, scenario, countRows(transforms, countParticipants(scenario))),
    transforms,
    attacks,
    measures: [{ measure: catalogue.measures[0], setting: {} }, ...asked, ...brought],
    ...bindSchedule(catalogue, training),
    isAttacked: (round) => attacks.some((attack) => attack.isOn(round)),
  };
}

/** How many rows the rule sees, of so many workers. */
export function countRows(transforms: readonly ChainedTransform[], workers: number): number {
  const last = transforms.at(-1);
  return last === undefined ? workers : (last.transform.rowsOut?.(last.setting) ?? last.setting.rows);
}

function bindRule(
  catalogue: Catalogue,
  { defense }: Scenario,
  rows: number,
): { entry: Rule; setting: RuleSetting } {
  const entry = entryNamed(catalogue, 'rules', defense.rule);
  const variant = defense.variant ?? defaultVariant(entry) ?? '';
  const options = pickOptions(optionsUnder(entry, variant), defense);
  return { entry, setting: { workers: rows, declared: defense.declared, variant, options } };
}

function chainTransforms(catalogue: Catalogue, scenario: Scenario): ChainedTransform[] {
  const { defense } = scenario;
  let rows = countParticipants(scenario);
  return (defense.before ?? []).map((named) => {
    const transform = entryNamed(catalogue, 'transforms', named.name);
    const options = pickOptions(transform.options, named);
    const setting = { rows, declared: defense.declared, options };
    rows = transform.rowsOut?.(setting) ?? rows;
    return { transform, setting };
  });
}

function bindSchedule(
  catalogue: Catalogue,
  training: Scenario['training'],
): Pick<ScenarioEntries, 'schedule' | 'learningRate'> {
  const setting = scheduleSetting(training);
  const schedule = entryNamed(catalogue, 'schedules', setting.name);
  const options = pickOptions(schedule.options, setting);
  const { learningRate, rounds } = training;
  return {
    schedule,
    learningRate: (round) => schedule.rate({ learningRate, round, rounds }, options),
  };
}

/** The schedule of a scenario; `fading` is short for two of them, which have its words as other names. */
export function scheduleSetting({ schedule, fading }: Scenario['training']): NamedSetting {
  if (schedule !== undefined) return schedule;
  return typeof fading === 'number' ? { name: 'fading', fading } : { name: 'none' };
}
