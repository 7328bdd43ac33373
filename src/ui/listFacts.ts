import type { Forgery } from '../attacks/attack.js';

/** What an attack decided, as texts: `factor 1.342`, `picked`, `not picked`. */
export function listFacts(facts: Forgery['facts']): string[] {
  return Object.entries(facts ?? {}).flatMap(([name, value]) => {
    if (value === null) return [];
    if (typeof value === 'number') return [`${name} ${Number(value.toPrecision(4))}`];
    if (typeof value === 'boolean') return [value ? name : `not ${name}`];
    return [`${name} ${value}`];
  });
}
