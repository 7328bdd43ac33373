import type { Catalogue, ListName } from '../catalogue/catalogue.js';
import { findEntry } from '../catalogue/catalogue.js';
import { ATTACK_FIELDS } from './expandAttack.js';
import { WORKER_FIELDS } from './expandWorkers.js';
import { NO_ATTACK } from './scenario.js';

/** A place of a scenario, checked or not, where an entry is named, and what it is told there. */
export interface NamedPlace {
  readonly list: ListName;
  /** Where the name stands, for messages. */
  readonly nameField: string;
  readonly name: string;
  /** Words that may stand there beside names of entries. */
  readonly others?: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Where an option stands, for messages; undefined: options cannot stand here. */
  readonly optionField?: (option: string) => string;
  /** Other fields that stand beside the options and are told in messages with them. */
  readonly beside?: readonly string[];
}

type Mapping = Readonly<Record<string, unknown>>;

/** All places that name an entry, as far as they have the form for it; what has not, the schema tells. */
export function listNamed(catalogue: Catalogue, input: unknown): NamedPlace[] {
  if (!isMapping(input)) return [];
  const { data, training, evaluation } = input;
  return [
    ...nameAlone('tasks', 'task', input.task),
    ...listModel(catalogue, input.model),
    ...nameAlone('dataSets', 'data.set', isMapping(data) ? data.set : undefined),
    ...nameWithOptions('partitions', 'data.partition', isMapping(data) ? data.partition : undefined),
    ...listWorkers(catalogue, input),
    ...nameWithOptions('schedules', 'training.schedule', isMapping(training) ? training.schedule : undefined),
    ...listAttacked(input.attack),
    ...listDefense(catalogue, input.defense),
    ...listEach('measures', 'evaluation.measures', isMapping(evaluation) ? evaluation.measures : undefined),
  ];
}

function nameAlone(list: ListName, field: string, name: unknown): NamedPlace[] {
  return isName(name) ? [{ list, nameField: field, name, options: {} }] : [];
}

/** An entry by its name, or with options beside the name. */
function nameWithOptions(list: ListName, field: string, given: unknown): NamedPlace[] {
  if (isName(given)) return [{ list, nameField: field, name: given, options: {}, ...optionsIn(field) }];
  if (!isMapping(given) || !isName(given.name)) return [];
  const { name, ...options } = given;
  return [{ list, nameField: field, name, options, ...optionsIn(field) }];
}

function optionsIn(field: string): Pick<NamedPlace, 'optionField'> {
  return { optionField: (option) => (option === '' ? field : `${field}.${option}`) };
}

function listEach(list: ListName, field: string, given: unknown): NamedPlace[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((one: unknown, at) => nameWithOptions(list, `${field}.${at}`, one));
}

function listModel(catalogue: Catalogue, model: unknown): NamedPlace[] {
  if (!isMapping(model)) return nameAlone('models', 'model', model);
  return listLayers(catalogue, 'model.layers', model.layers);
}

function listLayers(catalogue: Catalogue, field: string, layers: unknown): NamedPlace[] {
  if (!Array.isArray(layers)) return [];
  return layers.flatMap((layer: unknown, at) => listLayer(catalogue, `${field}.${at}`, layer));
}

function listLayer(catalogue: Catalogue, field: string, layer: unknown): NamedPlace[] {
  const told = { list: 'layers' as const, ...optionsIn(field), beside: ['kind'] };
  if (isName(layer)) return [{ ...told, nameField: field, name: layer, options: {} }];
  if (!isMapping(layer) || !isName(layer.kind)) return [];
  const { kind: name, ...options } = layer;
  const place = { ...told, nameField: `${field}.kind`, name };
  if (!findEntry(catalogue, 'layers', name)?.holdsLayers) return [{ ...place, options }];
  const { layers, ...rest } = options;
  const block = { ...place, options: rest, beside: ['kind', 'layers'] };
  return [block, ...listLayers(catalogue, `${field}.layers`, layers)];
}

function listWorkers(catalogue: Catalogue, { task, workers }: Mapping): NamedPlace[] {
  if (!isMapping(workers)) return [];
  const name = workers.reports ?? findEntry(catalogue, 'tasks', task)?.workers.reports;
  if (!isName(name)) return [];
  const options = without(workers, WORKER_FIELDS);
  return [
    {
      ...{ list: 'localUpdates', nameField: 'workers.reports', name, options },
      ...optionsIn('workers'),
      beside: WORKER_FIELDS,
    },
  ];
}

function listAttacked(given: unknown): NamedPlace[] {
  if (Array.isArray(given)) return given.flatMap((one: unknown, at) => listAttack(`attack.${at}`, one));
  return listAttack('attack', given);
}

function listAttack(field: string, given: unknown): NamedPlace[] {
  const { name, ...rest } = isMapping(given) ? given : { name: given };
  if (!isName(name) || name === NO_ATTACK) return [];
  const options = without(rest, ATTACK_FIELDS);
  const place = { list: 'attacks' as const, nameField: `${field}.name`, name, others: [NO_ATTACK] };
  return [{ ...place, options, ...optionsIn(field) }];
}

const DEFENSE_FIELDS = ['rule', 'declared', 'before'];

function listDefense(catalogue: Catalogue, defense: unknown): NamedPlace[] {
  if (!isMapping(defense)) return [];
  const { rule = catalogue.rules[0].name, before } = defense;
  const { name, ...nested } = isMapping(rule) ? rule : { name: rule };
  const transforms = listEach('transforms', 'defense.before', before);
  if (!isName(name)) return transforms;
  const options = { ...nested, ...without(defense, DEFENSE_FIELDS) };
  const optionField = (option: string) =>
    option in nested ? `defense.rule.${option}` : option === '' ? 'defense' : `defense.${option}`;
  const place = { list: 'rules' as const, nameField: 'defense.rule', name, options, optionField };
  return [{ ...place, beside: DEFENSE_FIELDS }, ...transforms];
}

function without(mapping: Mapping, keys: readonly string[]): Mapping {
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => !keys.includes(key)));
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
