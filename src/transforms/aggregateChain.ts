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
import type { ErrorDetails } from '../errors/errorDetails.js';
import { InputError } from '../errors/inputError.js';
import { squaredDistancesTo } from '../kernels/distances.js';
import { innerProduct } from '../kernels/innerProduct.js';
import { type RandomStream, stream } from '../random/stream.js';
import { asksGeometry, type Chain, decideChain, listAsked } from './decideChain.js';
import type { MixingFacts } from './describeMixing.js';
import { reduceChain, weighReports } from './reduceChain.js';
import { measureRows, traceChain } from './traceChain.js';
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
  /** Of all that is drawn. Default: 0. */
  readonly seed?: number;
  /** Default: streams of the seed. */
  readonly randomOf?: (place: number) => RandomStream;
}

/** What one transform made of the rows that came to it. */
export interface StepOutcome extends MixingFacts {
  readonly name: string;
  /** Of each row that came out, its weights of the vectors, and its distance to the aggregate. */
  readonly weights: readonly (readonly number[])[];
  readonly distances: readonly number[];
}

/**
 * The outcome of transforms and a rule on whole vectors.
 * Influence is the vectors'; the decision is of the rows that came to the rule.
 */
export interface ChainAggregation extends Aggregation {
  /** Of each vector, its weight in the aggregate; null where the rule goes by coordinates. */
  readonly weights: readonly number[] | null;
  /** Of each vector, its distance to the aggregate. */
  readonly distances: readonly number[];
  /** What each transform did, in order. */
  readonly steps: readonly StepOutcome[];
}

/**
 * Runs transforms and a rule on n whole vectors at once.
 * Throws an InputError if n, f and the options do not fit, or the result is not finite.
 */
export function aggregateChain(
  rule: Rule,
  vectors: readonly Float32Array[],
  {
    before = [],
    memory: given,
    seed = 0,
    randomOf = (place) => stream(seed, 'transform', place),
    ...told
  }: ChainOptions,
): ChainAggregation {
  if (vectors.length === 0 || vectors.some((vector) => vector.length !== vectors[0].length)) {
    throw new InputError({ field: 'vectors', problem: 'need one or more vectors of equal length' });
  }
  const chain = bindChain(rule, vectors.length, before, told);
  const view = lendWhole(vectors[0].length, pickRoot(rule, vectors[0].length, told.root), seed);
  const memory = given ?? freshMemory(rule.memory ?? [], vectors[0].length, vectors.length);
  const asked = listAsked(chain);
  const geometry = asksGeometry(chain)
    ? readGeometry(asked, vectors.length, measureBlock(asked, vectors, memory, view))
    : null;
  const decided =
    geometry === null
      ? { decision: null, mixing: null, steps: [] }
      : decideChain(chain, geometry, memory, randomOf);
  const { aggregate, kept } = reduceChain(chain, vectors, decided, memory, view);
  if (!aggregate.every(Number.isFinite)) throw notFinite(rule, vectors);
  const squares = squaredDistancesTo(vectors, aggregate);
  const trace = geometry === null ? [] : traceChain(decided.steps, geometry);
  return {
    ...{ aggregate, influence: computeInfluence(kept), decision: decided.decision },
    weights: weighReports(rule, decided, vectors.length),
    distances: Array.from(squares, (square) => toFinite(Math.sqrt(square))),
    steps: trace.map((step) => ({
      ...{ name: step.name, ...step.did, weights: step.mixing.weights },
      distances: measureRows(step, squares, innerProduct(aggregate, aggregate)),
    })),
  };
}

function notFinite({ name }: Rule, vectors: readonly Float32Array[]): InputError {
  const rows = vectors.flatMap((vector, row) => (vector.every(Number.isFinite) ? [] : [row]));
  const which = rows.length === 0 ? 'all vectors are' : `not finite: vectors ${rows.join(', ')}`;
  return new InputError({ field: name, problem: `the result is not finite; ${which}` });
}

/** What is not finite is infinitely far. */
function toFinite(distance: number): number {
  return Number.isNaN(distance) ? Infinity : distance;
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
  return (field: string, mistake: ErrorDetails): never => {
    throw new InputError({ ...mistake, field: field ? `${name}.${field}` : name });
  };
}
