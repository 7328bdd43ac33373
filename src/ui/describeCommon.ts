import { attackText, defenseText, type Named } from './format.js';

/**
 * What runs that differ in some fields have in common, in words, by the scenario of one of them:
 * `12 of 51 corrupted`, the attack, the defense, the seed; without what one of the fields may change.
 */
export function describeCommon(named: Named, fields: readonly string[]): string[] {
  const { scenario, entries } = named;
  const { count, corrupted, participants } = scenario.workers;
  const part = participants === undefined ? '' : `, ${participants} a round`;
  const isVaried = (section: string) => fields.some((field) => field.split('.')[0] === section);
  const attacks = entries.attacks.map(({ entry }) => entry.name).join(' + ');
  // What an attack or a defense is told may hang on the number of workers.
  const describe = (section: string, key: string, { name, text }: { name: string; text: string }) => {
    if (fields.includes(section) || fields.includes(`${section}.${key}`)) return null;
    return isVaried(section) || isVaried('workers') ? name : text;
  };
  return [
    isVaried('workers') ? null : `${corrupted} of ${count} corrupted${part}`,
    describe('attack', 'name', { name: attacks, text: attackText(named) }),
    describe('defense', 'rule', { name: scenario.defense.rule, text: defenseText(named) }),
    isVaried('seed') ? null : `seed ${scenario.seed}`,
  ].flatMap((text) => text || []);
}
