import {
  type AggregateOptions,
  type Aggregation,
  computeInfluence,
  pickRoot,
} from '../aggregation/aggregate.js';
import { lendWhole } from '../aggregation/lendWhole.js';
import { findWhyAlone, measureBlock, readGeometry } from '../aggregation/measureBlock.js';
import type { Rule, RuleSetting } from '../aggregation/rule.js';
import { freshMemory } from '../entries/freshMemory.js';
import type { Memory } from '../entries/memory.js';
import { parseOptions } from '../entries/parseOptions.js';
import { InputError } from '../errors/inputError.js';
import { InvariantError } from '../errors/invariantError.js';
import { type RandomStream, stream } from '../random/stream.js';
import { asksGeometry, type Chain, decideChain, listAsked } from './decideChain.js';
import { reduceChain } from './reduceChain.js';
import type { Transform } from './transform.js';

/** A transform and its options. */
export interface Step {
  readonly transform: Transform;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What stands before the rule, the rule's memory and the transforms' randomness, by place. */
export interface ChainOptions extends AggregateOptions {
  readonly before?: readonly Step[];
  /** Default: as before the first round. What is noted stands in `after`. */
  readonly memory?: Memory;
  /** Default: of seed 0. */
  readonly randomOf?: (place: number) => RandomStream;
}

/**
 * Runs transforms and a rule on n whole vectors at once: influence is the vectors', scores and choices
 * are of
 * the rows that come to the rule.
 * Throws an InputError if n, f and the options do not fit, an InvariantError if the result is not finite.
 */
export function aggregateChain(
  rule: Rule,
  vectors: readonly Float32Array[],
  { before = [], memory: given, randomOf = (place) => stream(0, 'transform', place), ...told }: ChainOptions,
): Aggregation {
  if (vectors.length === 0 || vectors.some((vector) => vector.length !== vectors[0].length)) {
    throw new InputError({ field: 'vectors', problem: 'need one or more vectors of equal length' });
  }
  const chain = bindChain(rule, vectors.length, before, told);
  const view = lendWhole(vectors[0].length, pickRoot(rule, vectors[0].length, told.root));
  const memory = given ?? freshMemory(rule.memory ?? [], vectors[0].length, vectors.length);
  const asked = listAsked(chain);
  const decided = asksGeometry(chain)
    ? decideChain(
        chain,
        readGeometry(asked, vectors.length, measureBlock(asked, vectors, memory, view)),
        memory,
        randomOf,
      )
    : { decision: null, mixing: null };
  const { aggregate, kept } = reduceChain(chain, vectors, decided, memory, view);
  if (!aggregate.every(Number.isFinite)) throw new InvariantError(`${rule.name}: the result is not finite`);
  return { aggregate, influence: computeInfluence(kept), decision: decided.decision };
}

function bindChain(
  rule: Rule,
  workers: number,
  before: readonly Step[],
  { declared, variant: named, options: given = {} }: AggregateOptions,
): Chain {
  if (!Number.isInteger(declared) || declared < 0 || declared > workers) {
    throw new InputError({ field: 'declared', found: String(declared), allowed: `0 to ${workers}` });
  }
  let rows = workers;
  const transforms = before.map(({ transform, options: asked = {} }) => {
    const { options } = parseOptions(transform, asked, refuseFor(transform.name));
    const setting = { rows, declared, options };
    const problem = transform.check(setting);
    if (problem !== null) throw new InputError({ field: transform.name, ...problem });
    rows = transform.rowsOut?.(setting) ?? rows;
    return { transform, setting };
  });
  const { variant, options } = parseOptions(rule, { ...given, variant: named }, refuseFor(rule.name));
  const setting: RuleSetting = { workers: rows, declared, variant: variant ?? '', options };
  const alone = before.length === 0 ? null : findWhyAlone({ entry: rule, setting });
  if (alone !== null) throw new InputError({ field: rule.name, problem: alone });
  const problem = rule.check(setting);
  if (problem !== null) throw new InputError({ field: rule.name, ...problem });
  return { transforms, rule: { entry: rule, setting } };
}

function refuseFor(name: string) {
  return (field: string, mistake: ConstructorParameters<typeof InputError>[0]): never => {
    throw new InputError({ field: field || name, ...mistake });
  };
}
