import type { AttackSetting } from '../attacks/attack.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { Refuse } from '../entries/parseOptions.js';
import { type AroundAttack, type AttackGiven, expandAttack } from './expandAttack.js';
import { NO_ATTACK, type Scenario } from './scenario.js';
import type { FormedScenario } from './schema.js';

/** What several attacks are checked against: the same, and what each of the corrupted workers holds. */
export interface AroundAttacks extends Omit<AroundAttack, 'held'> {
  /** Images of each corrupted worker, in their order; null: that is known when they are dealt. */
  readonly shares: readonly number[] | null;
  /** How many workers are corrupted, of whom `workers` counts those that take part in a round. */
  readonly corrupted: number;
}

/**
 * The attack of a scenario, or several at once, with every default filled in.
 * Of several, each has `workers` of the corrupted ones, in their order;
 * one of them may leave it out, and has those that are left.
 */
export function expandAttacks(
  catalogue: Catalogue,
  input: FormedScenario['attack'],
  around: AroundAttacks,
  refuse: Refuse,
): Scenario['attack'] {
  const given = Array.isArray(input) ? (input as readonly AttackGiven[]) : null;
  const heldBy = (from: number, count: number) =>
    around.shares?.slice(from, from + count).reduce((sum, size) => sum + size, 0) ?? null;
  const { corrupted } = around;
  if (given === null) {
    const one = input as AttackGiven | undefined;
    checkAlone(one, corrupted, refuse);
    const { workers: _, ...setting } = expandAttack(
      catalogue,
      one,
      { ...around, held: heldBy(0, corrupted) },
      refuse,
    );
    return setting as AttackSetting;
  }
  if (given.every((one) => nameOne(one) === NO_ATTACK)) return { name: NO_ATTACK };
  const counts = shareWorkers(given, corrupted, refuse);
  let from = 0;
  const settings = given.map((one, place) => {
    const present = Math.ceil((around.workers.corrupted * counts[place]) / corrupted);
    const workers = { ...around.workers, corrupted: present };
    const own = { ...around, workers, held: heldBy(from, counts[place]) };
    from += counts[place];
    return { ...expandAttack(catalogue, one, own, refuse, `attack.${place}`), workers: counts[place] };
  });
  if (settings.length > 1) return settings;
  const [{ workers: _, ...alone }] = settings;
  return alone as AttackSetting;
}

/** One attack alone has all corrupted workers. */
function checkAlone(one: AttackGiven | undefined, corrupted: number, refuse: Refuse): void {
  if (typeof one !== 'object' || one.workers === undefined || one.workers === corrupted) return;
  refuse('attack.workers', {
    found: String(one.workers),
    problem: 'an attack alone has all corrupted workers',
    allowed: `${corrupted} (workers.corrupted)`,
  });
}

/** How many of the corrupted workers each attack has. */
function shareWorkers(given: readonly AttackGiven[], corrupted: number, refuse: Refuse): number[] {
  const none = given.findIndex((one) => nameOne(one) === NO_ATTACK);
  if (none >= 0) {
    const problem = 'a worker without an attack is honest, and does not count as corrupted';
    refuse(`attack.${none}.name`, { found: NO_ATTACK, problem });
  }
  const said = given.map((one) => (typeof one === 'string' ? undefined : one.workers));
  const open = said.flatMap((count, place) => (count === undefined ? [place] : []));
  if (open.length > 1) {
    const problem = 'of several attacks at once, each but one says how many corrupted workers are its own';
    refuse(`attack.${open[1]}.workers`, { found: 'nothing', problem, allowed: 'a whole number' });
  }
  const sum = said.reduce<number>((total, count) => total + (count ?? 0), 0);
  const left = corrupted - sum;
  if (open.length === 0 ? left !== 0 : left < 1) {
    const field = `attack.${said.findLastIndex((count) => count !== undefined)}.workers`;
    const total = open.length === 0 ? String(corrupted) : `less than ${corrupted}`;
    const problem = `the attacks have ${sum} workers together`;
    refuse(field, {
      found: said.filter((count) => count !== undefined).join(' + '),
      problem,
      allowed: `${total} (workers.corrupted)`,
    });
  }
  return said.map((count) => count ?? left);
}

function nameOne(one: AttackGiven): string {
  return typeof one === 'string' ? one : one.name;
}
