import { type Attack, type AttackSetting, isOn, type Surroundings } from '../attacks/attack.js';
import { type Catalogue, entryNamed } from '../catalogue/catalogue.js';
import { defaultVariant, optionsUnder } from '../entries/entry.js';
import { listCorrupted, listHonest } from './corruption.js';
import { castRound, isSampled, listParticipants } from './participants.js';
import { pickOptions } from './pickOptions.js';
import { restrictAttack } from './restrictAttack.js';
import { listAttacks, type Scenario } from './scenario.js';

/** An attack that a scenario names, what it is told, and its workers. */
export interface BoundAttack {
  readonly entry: Attack;
  readonly setting: AttackSetting;
  /** Its place among the scenario's attacks. */
  readonly place: number;
  /** Its own corrupted workers, rising. */
  readonly workers: readonly number[];
  /** The rows of a round's reports that are theirs: where all take part, the same numbers. */
  readonly rowsIn: (round: number) => readonly number[];
  /**
   * Whether it is on in a round: its window is open, and enough workers take part for it.
   */
  readonly isOn: (round: number) => boolean;
}

/**
 * The attacks of a scenario. Each sees what its variant does;
 * the corrupted workers are dealt to attacks in their order.
 */
export function bindAttacks(
  catalogue: Catalogue,
  scenario: Scenario,
  network: Pick<Surroundings, 'model' | 'batchMax'>,
): BoundAttack[] {
  const corrupted = listCorrupted(scenario);
  let from = 0;
  return listAttacks(scenario).map((setting, place) => {
    const entry = entryNamed(catalogue, 'attacks', setting.name);
    const workers = corrupted.slice(from, from + (setting.workers ?? corrupted.length));
    from += workers.length;
    const rowsIn = findRows(scenario, workers);
    const isPossible = findPossible(entry, setting, scenario, network);
    return {
      ...{ entry: restrictAttack(entry, setting, workers), setting, place, workers, rowsIn },
      isOn: (round) => isOn(setting, round) && isPossible(round, rowsIn(round).length),
    };
  });
}

function findRows(scenario: Scenario, workers: readonly number[]): BoundAttack['rowsIn'] {
  if (!isSampled(scenario)) return () => workers;
  const own = new Set(workers);
  return (round) =>
    listParticipants(scenario, round).flatMap((worker, row) => (own.has(worker) ? [row] : []));
}

/**
 * Whether an attack can do with those who take part in a round, of whom so many are its own:
 * where a scenario with no other workers than these would be refused, it waits for another round.
 */
function findPossible(
  entry: Attack,
  setting: AttackSetting,
  scenario: Scenario,
  network: Pick<Surroundings, 'model' | 'batchMax'>,
): (round: number, own: number) => boolean {
  if (!isSampled(scenario)) return () => true;
  const variant = setting.variant ?? defaultVariant(entry) ?? null;
  const options = { ...pickOptions(optionsUnder(entry, variant), setting), variant };
  const isEstimate = setting.knowledge === 'own';
  return (round, own) => {
    const cast = castRound(scenario, round);
    const around: Surroundings = {
      ...network,
      workers: { count: cast.workers.count, corrupted: own },
      honest: isEstimate ? own : listHonest(cast).length,
      images: scenario.data.train,
      held: null,
    };
    return own > 0 && isAccepted((refuse) => entry.complete?.(options, around, refuse));
  };
}

function isAccepted(complete: (refuse: () => never) => void): boolean {
  const refused = new Error('refused');
  try {
    complete(() => {
      throw refused;
    });
    return true;
  } catch (error) {
    if (error !== refused) throw error;
    return false;
  }
}
