import { printable } from '../errors/show.js';
import type { Override } from './override.js';

/** Fields whose change makes it no other experiment: another draw of it, or more of it. */
const REPEATING = ['seed', 'training.rounds'];
/** Last keys that name an entry, whose section is what a reader looks for. */
const NAMING = /\.(name|rule)$/;

/** What was changed in a scenario, a text for each field: `attack=none`, `attack.z=0.5`. */
export function describeOverrides(overrides: readonly Override[]): string[] {
  const changes = overrides
    .map(({ path, value }) => ({ field: path.join('.'), value }))
    .filter(({ field }) => !REPEATING.includes(field))
    .map(({ field, value }) => [field.replace(NAMING, ''), value] as const);
  return [...new Map(changes)].map(
    ([field, value]) => `${field}=${printable(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
}
