import { type Catalogue, type ListName, unknownEntry } from '../catalogue/catalogue.js';
import { NO_ATTACK } from './scenario.js';

/** The fields that name an entry, and words that may stand there beside names. */
const FIELDS: readonly (readonly [RegExp, ListName, ...string[]])[] = [
  [/^task$/, 'tasks'],
  [/^model$/, 'models'],
  [/^model\.layers\.\d+(\.layers\.\d+)?(\.kind)?$/, 'layers'],
  [/^data\.set$/, 'dataSets'],
  [/^data\.partition(\.name)?$/, 'partitions'],
  [/^workers\.reports$/, 'localUpdates'],
  [/^training\.schedule(\.name)?$/, 'schedules'],
  [/^attack(\.\d+)?(\.name)?$/, 'attacks', NO_ATTACK],
  [/^defense\.rule(\.name)?$/, 'rules'],
  [/^defense\.before\.\d+(\.name)?$/, 'transforms'],
  [/^evaluation\.measures\.\d+(\.name)?$/, 'measures'],
];

/** The names that may stand at a field of a scenario; undefined where it is not a field for names. */
export function namesAt(catalogue: Catalogue, field: string): string | undefined {
  const found = FIELDS.find(([pattern]) => pattern.test(field));
  if (found === undefined) return undefined;
  const [, list, ...others] = found;
  return unknownEntry(catalogue, list, undefined, others).allowed;
}
