import { attackText, defenseText, type Named } from './format.js';

/**
 * What runs that differ in some fields have in common, in words, by the scenario of one of them:
 * `12 of 51 corrupted`, the attack, the defense, the seed; without what one of the fields may change.
 */
export function describeCommon(named: Named, fields: readonly string[]): string[] {
  const { seed, workers } = named.scenario;
  const { count, corrupted, participants } = workers;
  const part = participants === undefined ? '' : `, ${participants} a round`;
  // What an attack or a defense is told may hang on the number of workers.
  const parts = [
    { text: `${corrupted} of ${count} corrupted${part}`, sections: ['workers'] },
    { text: attackText(named), sections: ['attack', 'workers'] },
    { text: defenseText(named), sections: ['defense', 'workers'] },
    { text: `seed ${seed}`, sections: ['seed'] },
  ];
  const isVaried = (section: string) => fields.some((field) => field.split('.')[0] === section);
  return parts.filter(({ sections }) => !sections.some(isVaried)).map(({ text }) => text);
}
