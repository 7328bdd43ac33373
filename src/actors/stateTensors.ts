import { countRows, type MemorySpec } from '../entries/memory.js';
import { isSampled } from '../scenario/participants.js';
import { countMomenta, type Scenario } from '../scenario/scenario.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { parameterCount } from '../models/layout.js';

/**
 * A tensor that lasts from round to round, row-major.
 * World, commit, checkpoint, resume, branch and limits go by the list of them,
 * so that whatever is to last is declared and nothing else has to be told of it.
 */
export interface StateTensor {
  readonly name: string;
  readonly rows: number;
  readonly length: number;
  /**
   * Whether a row has a value for each parameter, and shards have their blocks of it.
   * That is as declared: a row of another tensor may be as long by chance.
   */
  readonly isCut: boolean;
  /** Who writes it in a round. */
  readonly owner: 'shards' | 'workers' | 'rule' | 'attack';
}

/** The names of the tensors that every run has, and of the workers' momenta. */
export const PARAMETERS = 'parameters';
export const VELOCITY = 'velocity';
export const MOMENTA = 'momenta';

/**
 * The tensors of a scenario, in their order: parameters, velocity, the workers' momenta where they have any,
 * and what rule and attacks declare, as `rule/NAME` and `attack/NAME`; of a second attack `attack/NAME-2`.
 */
export function listStateTensors(
  scenario: Scenario,
  { model, rule, attacks }: Pick<ScenarioEntries, 'model' | 'rule' | 'attacks'>,
): readonly StateTensor[] {
  const size = parameterCount(model);
  const long = { length: size, isCut: true };
  const momenta = countMomenta(scenario);
  const declared = (owner: 'rule' | 'attack', memory: readonly MemorySpec[] = [], place = 0): StateTensor[] =>
    memory.map((spec) => ({
      name: nameTensor(owner, spec.name, place),
      rows: countRows(spec, scenario.workers.count),
      length: spec.length === 'parameters' ? size : spec.length,
      isCut: spec.length === 'parameters',
      owner,
    }));
  return [
    { name: PARAMETERS, rows: 1, ...long, owner: 'shards' },
    { name: VELOCITY, rows: 1, ...long, owner: 'shards' },
    ...(momenta > 0 ? [{ name: MOMENTA, rows: momenta, ...long, owner: 'workers' } as const] : []),
    ...declared('rule', rule.entry.memory),
    ...attacks.flatMap(({ entry, place }) => declared('attack', entry.memory, place)),
  ];
}

/** The name of a tensor that an entry declared; `place`: of its attack among the scenario's. */
export function nameTensor(owner: 'rule' | 'attack', name: string, place = 0): string {
  return `${owner}/${name}${place === 0 ? '' : `-${place + 1}`}`;
}

/** The tensors that entries declared. */
export function isMemory({ owner }: StateTensor): boolean {
  return owner === 'rule' || owner === 'attack';
}

/**
 * The tensors that a record vouches for by one hash, in their order: what rule and attacks remember, and the
 * workers' momenta where the hashes of reports do not tell them: not all take part, or reports are weighed.
 */
export function listHashed(tensors: readonly StateTensor[], scenario: Scenario): readonly StateTensor[] {
  const isTold = tellMomenta(scenario);
  return tensors.filter((tensor) => isMemory(tensor) || (tensor.owner === 'workers' && !isTold));
}

/** Whether the hashes of a round's reports are those of all workers' momenta, where they have any. */
export function tellMomenta(scenario: Scenario): boolean {
  return !isSampled(scenario) && scenario.workers.weights === undefined;
}

/** How many values a tensor has. */
export function countValues({ rows, length }: StateTensor): number {
  return rows * length;
}
