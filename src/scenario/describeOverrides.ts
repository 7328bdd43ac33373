import { printable } from '../errors/show.js';
import type { Override } from './override.js';
import { NO_ATTACK } from './scenario.js';

/** Fields whose change makes it no other experiment: another draw of it, or more of it. */
const REPEATING = ['seed', 'training.rounds'];
/** Last keys that name an entry, whose section is what a reader looks for. */
const NAMING = /\.(name|rule)$/;

/**
 * What was changed in a scenario, a text for each field: `attack=none`, `attack.z=0.5`.
 * `repeats`: whether a change that makes it no other experiment is told as well.
 */
export function describeOverrides(overrides: readonly Override[], { repeats = false } = {}): string[] {
  const changes = overrides
    .map(({ path, value }) => ({ field: path.join('.'), value }))
    .filter(({ field }) => repeats || !REPEATING.includes(field))
    .map(({ field, value }) => [field.replace(NAMING, ''), value] as const);
  const last = new Map(changes);
  const isOff = last.get('attack') === NO_ATTACK; // whatever an attack was told is gone with it
  return [...last]
    .filter(([field]) => !(isOff && field.startsWith('attack.')))
    .map(
      ([field, value]) => `${field}=${printable(typeof value === 'string' ? value : JSON.stringify(value))}`,
    );
}

/** A title with what was changed behind it; where both are too long the title is cut, not the change. */
export function addChanges(title: string, changes: string, lengthMax: number): string {
  return `${title.slice(0, Math.max(0, lengthMax - changes.length))}${changes}`.slice(0, lengthMax);
}
