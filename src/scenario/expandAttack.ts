import {
  type Attack,
  type AttackSetting,
  pickSight,
  type Sees,
  type Surroundings,
  type Window,
} from '../attacks/attack.js';
import { type Catalogue, findEntry, unknownEntry } from '../catalogue/catalogue.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import { optionsUnder } from '../entries/entry.js';
import { parseOptions, type Refuse } from '../entries/parseOptions.js';
import type { ErrorDetails } from '../errors/errorDetails.js';
import { withVariant } from './expandEntry.js';
import { checkKnowledge, isDenied } from './restrictAttack.js';
import { NO_ATTACK, type Scenario } from './scenario.js';
import type { FormedScenario } from './schema.js';

/** An attack as a scenario may have it: its name alone, or with its options. */
export type AttackGiven = Exclude<NonNullable<FormedScenario['attack']>, readonly unknown[]>;

/** What stands beside an attack's options. */
export const ATTACK_FIELDS: readonly string[] = ['name', 'window', 'workers', 'knowledge'];

/** What of a scenario an attack is checked against. */
export type AroundAttack = Surroundings & Pick<Scenario, 'training'> & { readonly dataSet: DataSetEntry };

/**
 * An attack of a scenario with every default filled in, checked against the rest of the scenario.
 * `field`: where it stands, for messages.
 */
export function expandAttack(
  catalogue: Catalogue,
  input: AttackGiven | undefined,
  around: AroundAttack,
  refuse: Refuse,
  field = 'attack',
): AttackSetting {
  const { name, window, workers, knowledge, ...given } =
    typeof input === 'string' ? { name: input } : (input ?? { name: NO_ATTACK });
  // --set attack.name=none turns any off, whatever stands beside it.
  if (name === NO_ATTACK) return { name: NO_ATTACK };
  const attack = findEntry(catalogue, 'attacks', name);
  if (attack === undefined) {
    return refuse(`${field}.name`, unknownEntry(catalogue, 'attacks', name, [NO_ATTACK]));
  }
  const inside: Refuse = (option, mistake) => refuse(option === '' ? field : `${field}.${option}`, mistake);
  const { variant, options } = parseOptions(attack, given, inside);
  if (around.workers.corrupted === 0) {
    const allowed = `${NO_ATTACK}, or at least 1 corrupted worker (workers.corrupted)`;
    return refuse(`${field}.name`, { found: attack.name, allowed });
  }
  checkImages(attack, around, (mistake) => refuse(`${field}.name`, mistake));
  const allowed = {
    name,
    ...(variant !== null && { variant }),
    ...(knowledge !== undefined && { knowledge: knowledge as Sees }),
  };
  checkKnowledge(attack, allowed, inside);
  // What it estimates the honest reports by are its own.
  const isEstimate = isDenied(pickSight(attack, allowed), allowed);
  const honest = isEstimate ? around.workers.corrupted : around.honest;
  const completed = attack.complete?.({ ...options, variant }, { ...around, honest }, inside) ?? {};
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
    ...(allowed.knowledge && { knowledge: allowed.knowledge }),
    ...(workers !== undefined && { workers: workers as number }),
  };
}

/** Refuses an attack on images where the set has other tensors. */
function checkImages(
  { name, needsImages, measures }: Attack,
  { dataSet }: AroundAttack,
  refuse: (mistake: ErrorDetails) => never,
): void {
  const shows = measures?.some((measure) => measure.picture !== undefined) ?? false;
  if (dataSet.holds !== 'tensors' || !(needsImages || shows)) return;
  refuse({ found: name, problem: `needs images, and the inputs of ${dataSet.name} are none` });
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
