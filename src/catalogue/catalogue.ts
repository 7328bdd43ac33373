import type { Rule } from '../aggregation/rule.js';
import type { Attack } from '../attacks/attack.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import type { Entry, EntryKind } from '../entries/entry.js';
import { nearestName } from '../entries/suggest.js';
import { InputError } from '../errors/inputError.js';
import type { ErrorDetails } from '../errors/errorDetails.js';
import { show } from '../errors/show.js';
import type { LocalUpdate } from '../localUpdates/localUpdate.js';
import type { Measure } from '../measures/measure.js';
import type { LayerEntry } from '../models/layerEntries/layerEntry.js';
import type { ModelEntry } from '../models/modelEntry.js';
import type { PartitionEntry } from '../partitions/partitionEntry.js';
import type { Schedule } from '../schedules/schedule.js';
import type { Task } from '../tasks/task.js';
import type { Transform } from '../transforms/transform.js';
import type { UsedModule } from './usedModule.js';

/**
 * Everything that a scenario can name, by kind, and the modules of a user's own that some of it came from.
 */
export interface Catalogue {
  readonly rules: readonly Rule[];
  readonly transforms: readonly Transform[];
  readonly attacks: readonly Attack[];
  readonly partitions: readonly PartitionEntry[];
  readonly schedules: readonly Schedule[];
  readonly localUpdates: readonly LocalUpdate[];
  readonly models: readonly ModelEntry[];
  readonly layers: readonly LayerEntry[];
  readonly dataSets: readonly DataSetEntry[];
  readonly tasks: readonly Task[];
  readonly measures: readonly Measure[];
  readonly modules: readonly UsedModule[];
}

/** The lists of a catalogue. */
export type ListName = Exclude<keyof Catalogue, 'modules'>;

/** An entry of one of the lists. */
export type EntryIn<List extends ListName> = Catalogue[List][number];

/** The list that a kind of entry belongs to. */
export const LISTS: Readonly<Record<EntryKind, ListName>> = Object.freeze({
  rule: 'rules',
  transform: 'transforms',
  attack: 'attacks',
  partition: 'partitions',
  schedule: 'schedules',
  localUpdate: 'localUpdates',
  model: 'models',
  layer: 'layers',
  dataSet: 'dataSets',
  task: 'tasks',
  measure: 'measures',
});

/** What one entry of a list is called in messages. */
export const NOUNS: Readonly<Record<ListName, string>> = {
  rules: 'rule',
  transforms: 'transform',
  attacks: 'attack',
  partitions: 'partition',
  schedules: 'schedule',
  localUpdates: 'local update',
  models: 'model',
  layers: 'layer',
  dataSets: 'data set',
  tasks: 'task',
  measures: 'measure',
};

/** The entry of that name or alias; undefined where there is none. */
export function findEntry<List extends ListName>(
  catalogue: Catalogue,
  list: List,
  name: unknown,
): EntryIn<List> | undefined {
  const entries: readonly Entry[] = catalogue[list];
  return entries.find((entry) => entry.name === name || entry.aliases?.includes(name as string)) as
    EntryIn<List> | undefined;
}

/**
 * The same of a name that a scenario has been checked to name.
 * Throws an InputError that says what there is.
 */
export function entryNamed<List extends ListName>(
  catalogue: Catalogue,
  list: List,
  name: string,
): EntryIn<List> {
  const entry = findEntry(catalogue, list, name);
  if (entry === undefined)
    throw new InputError({ field: NOUNS[list], ...unknownEntry(catalogue, list, name) });
  return entry;
}

/** The name that is the same word but for capitals, hyphens and the like: TrimmedMean, MULTI_KRUM. */
function sameWord(name: string, known: readonly string[]): string | undefined {
  const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');
  return known.find((one) => plain(one) === plain(name));
}

/** What is wrong with a name that no entry has. `others`: words that may stand there beside names. */
export function unknownEntry(
  catalogue: Catalogue,
  list: ListName,
  name: unknown,
  others: readonly string[] = [],
): ErrorDetails {
  const entries: readonly Entry[] = catalogue[list];
  const names = [...others, ...entries.map((entry) => entry.name)];
  const known = [...names, ...entries.flatMap(({ aliases }) => aliases ?? [])];
  const nearest = typeof name === 'string' ? (sameWord(name, known) ?? nearestName(name, known)) : undefined;
  const canonical = entries.find(({ aliases }) => aliases?.includes(nearest ?? ''))?.name ?? nearest;
  return {
    found: show(name),
    problem: `no ${NOUNS[list]} has this name (${canonical ? `did you mean ${canonical}? ` : ''}pass --use FILE if it is your own)`,
    allowed: names.join(', ') || 'none comes with krumble',
  };
}
