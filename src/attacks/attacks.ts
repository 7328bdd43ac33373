import type { Attack } from './attack.js';
import { backdoorPattern } from './backdoor/backdoorPattern.js';
import { backdoorSample } from './backdoor/backdoorSample.js';
import { little } from './little.js';
import type { AttackSetting } from './setting.js';

/** Every attack, in the order in which they are listed to users. `none` is the absence of one. */
export const attacks = Object.freeze([little, backdoorSample, backdoorPattern] as const);

/** The attack that a setting, which a scenario has been checked to name, is for. */
export function attackOf<Setting extends AttackSetting>({ name }: Setting): Attack<Setting> {
  const attack = attacks.find((candidate) => candidate.name === name);
  if (attack === undefined) throw new RangeError(`no attack is named ${name}`);
  return attack as unknown as Attack<Setting>;
}
