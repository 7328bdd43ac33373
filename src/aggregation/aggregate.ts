import { NO_MEMORY } from '../entries/memory.js';
import { parseOptions } from '../entries/parseOptions.js';
import { InputError } from '../errors/inputError.js';
import { InvariantError } from '../errors/invariantError.js';
import { squaredDistances, squaredDistancesTo } from '../kernels/distances.js';
import type { Reduction } from '../kernels/reduction.js';
import { freshMemory } from '../entries/freshMemory.js';
import { mixRows } from './mixRows.js';
import type { Decision, Geometry, Rule, RuleSetting } from './rule.js';

/** The outcome of a rule on whole vectors. */
export interface Aggregation {
  readonly aggregate: Float32Array;
  /** Per row, the share of the aggregate that came from it; sums to 1. */
  readonly influence: readonly number[];
  /** The rows that were picked and the scores, where the rule picks. */
  readonly decision: Decision | null;
}

/**
 * What a rule is told of vectors that it is run on;
 * the variant and the options are its defaults where they are not given.
 */
export interface AggregateOptions {
  readonly declared: number;
  readonly variant?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * Runs a rule on n whole vectors at once, with its memory as before the first round.
 *
 * vectors: n arrays of equal length d, in worker order; declared: f, the number of corrupted ones.
 * Throws an InputError if n, f and the options do not fit the rule,
 * an InvariantError if the result is not finite.
 */
export function aggregate(
  rule: Rule,
  vectors: readonly Float32Array[],
  { declared, variant: named, options: given = {} }: AggregateOptions,
): Aggregation {
  const { variant, options } = parseOptions(rule, { ...given, variant: named }, (field, mistake) => {
    throw new InputError({ field: field || rule.name, ...mistake });
  });
  if (!Number.isInteger(declared) || declared < 0 || declared > vectors.length) {
    throw new InputError({ field: 'declared', found: String(declared), allowed: `0 to ${vectors.length}` });
  }
  if (vectors.length === 0 || vectors.some((vector) => vector.length !== vectors[0].length)) {
    throw new InputError({ field: 'vectors', problem: 'need one or more vectors of equal length' });
  }
  const setting: RuleSetting = { workers: vectors.length, declared, variant: variant ?? '', options };
  const problem = rule.check(setting);
  if (problem !== null) throw new InputError({ field: rule.name, ...problem });
  const memory = rule.memory ? freshMemory(rule.memory, vectors[0].length) : NO_MEMORY;
  const decision = rule.decide ? rule.decide(measure(rule, vectors), setting, memory) : null;
  const { aggregate: result, kept } = reduceBlock(rule, vectors, setting, decision, memory);
  if (!result.every(Number.isFinite)) {
    throw new InvariantError(`${rule.name}: the result is not finite; not finite: ${culprits(vectors)}`);
  }
  return { aggregate: result, influence: computeInfluence(kept), decision };
}

function measure({ asksNorms = false }: Rule, vectors: readonly Float32Array[]): Geometry {
  const zero = new Float32Array(vectors[0].length);
  const squaredNorms = asksNorms ? squaredDistancesTo(vectors, zero) : null;
  return { rows: vectors.length, squares: squaredDistances(vectors), squaredNorms };
}

/** One block of the aggregate: by the rule, or by mixing the rows that it decided on. */
export function reduceBlock(
  rule: Rule,
  ...[rows, setting, decision, memory]: Parameters<NonNullable<Rule['reduce']>>
): Reduction {
  return rule.reduce ? rule.reduce(rows, setting, decision, memory) : mixRows(rows, decision!);
}

/** Each row's share of all kept coordinates. */
export function computeInfluence(kept: ArrayLike<number>): number[] {
  const counts = Array.from(kept);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

function culprits(vectors: readonly Float32Array[]): string {
  const rows = vectors.flatMap((vector, index) => (vector.every(Number.isFinite) ? [] : [index]));
  return `workers ${rows.join(', ')}`;
}
