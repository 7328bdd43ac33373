import type { Attack } from './attack.js';
import { little } from './little.js';

/** Every attack, in the order in which they are listed to users. `none` is the absence of one. */
export const attacks: readonly Attack[] = Object.freeze([little]);

/** The attack of that name, which a scenario has been checked to name; null for `none`. */
export function attackNamed(name: string): Attack | null {
  if (name === 'none') return null;
  const attack = attacks.find((candidate) => candidate.name === name);
  if (attack === undefined) throw new RangeError(`no attack is named ${name}`);
  return attack;
}
