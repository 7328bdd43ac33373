import type { AttackSetting, Surroundings, Window } from '../attacks/attack.js';
import { type Catalogue, findEntry, unknownEntry } from '../catalogue/catalogue.js';
import { optionsUnder } from '../entries/entry.js';
import { parseOptions, type Refuse } from '../entries/parseOptions.js';
import { withVariant } from './expandEntry.js';
import { NO_ATTACK, type Scenario } from './scenario.js';
import type { FormedScenario } from './schema.js';

/** The attack of a scenario with every default filled in, checked against the rest of the scenario. */
export function expandAttack(
  catalogue: Catalogue,
  input: FormedScenario['attack'],
  around: Surroundings & Pick<Scenario, 'training'>,
  refuse: Refuse,
): AttackSetting {
  const { name, window, ...given } =
    typeof input === 'string' ? { name: input } : (input ?? { name: NO_ATTACK });
  // --set attack.name=none turns any off, whatever stands beside it.
  if (name === NO_ATTACK) return { name: NO_ATTACK };
  const attack = findEntry(catalogue, 'attacks', name);
  if (attack === undefined) {
    return refuse('attack.name', unknownEntry(catalogue, 'attacks', name, [NO_ATTACK]));
  }
  const inside: Refuse = (option, mistake) => refuse(option === '' ? 'attack' : `attack.${option}`, mistake);
  const { variant, options } = parseOptions(attack, given, inside);
  if (around.workers.corrupted === 0) {
    const allowed = `${NO_ATTACK}, or at least 1 corrupted worker (workers.corrupted)`;
    return refuse('attack.name', { found: attack.name, allowed });
  }
  const completed = attack.complete?.({ ...options, variant }, around, inside) ?? {};
  const keys = Object.keys(optionsUnder(attack, variant));
  const values = Object.fromEntries(
    keys.flatMap((key) => {
      const value = completed[key] ?? options[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return {
    name: attack.name,
    ...withVariant(attack, variant, values),
    ...(window && { window: expandWindow(window as Partial<Window>, around.training.rounds, inside) }),
  };
}

function expandWindow(
  { from = 0, until = null, every = 1 }: Partial<Window>,
  rounds: number,
  refuse: Refuse,
): Window {
  if (from >= rounds) {
    const problem = 'the attack would never begin';
    refuse('window.from', { found: String(from), problem, allowed: `0 to ${rounds - 1} (training.rounds)` });
  }
  if (until !== null && until <= from) {
    const problem = 'the attack would end before it begins';
    refuse('window.until', { found: String(until), problem, allowed: `more than ${from} (window.from)` });
  }
  return { from, until, every };
}
