import type { ScenarioEntries } from '../scenario/findEntries.js';

/** The name of one of several attacks, told apart from others of that name before it: `ipm`, then `ipm-2`. */
export function labelAttack(attacks: ScenarioEntries['attacks'], place: number): string {
  const { name } = attacks[place].entry;
  const before = attacks.slice(0, place).filter(({ entry }) => entry.name === name).length;
  return before === 0 ? name : `${name}-${before + 1}`;
}
