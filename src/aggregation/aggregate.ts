import { InputError } from '../errors/inputError.js';
import { InvariantError } from '../errors/invariantError.js';
import { squaredDistances } from '../kernels/distances.js';
import type { Rule, Selection, Variant } from './rule.js';

/** The outcome of a rule on whole vectors. */
export interface Aggregation {
  readonly aggregate: Float32Array;
  /** Per row, the share of the aggregate that came from it; sums to 1. */
  readonly influence: readonly number[];
  /** The rows that were picked and the scores, where the rule picks. */
  readonly selection: Selection | null;
}

/**
 * Runs a rule on n whole vectors at once.
 *
 * vectors: n arrays of equal length d, in worker order; declared: f, the number of corrupted ones.
 * Throws an InputError if n and f do not fit the rule, an InvariantError if the result is not finite.
 */
export function aggregate(
  rule: Rule,
  vectors: readonly Float32Array[],
  { declared, variant }: { declared: number; variant: Variant },
): Aggregation {
  const setting = { workers: vectors.length, declared, variant };
  if (!rule.variants.includes(variant)) {
    throw new InputError({ field: 'variant', found: variant, allowed: rule.variants.join(', ') });
  }
  if (!Number.isInteger(declared) || declared < 0 || declared > vectors.length) {
    throw new InputError({ field: 'declared', found: String(declared), allowed: `0 to ${vectors.length}` });
  }
  if (vectors.length === 0 || vectors.some((vector) => vector.length !== vectors[0].length)) {
    throw new InputError({ field: 'vectors', problem: 'need one or more vectors of equal length' });
  }
  const problem = rule.check(setting);
  if (problem !== null) throw new InputError({ field: rule.name, ...problem });
  const selection = rule.select ? rule.select(squaredDistances(vectors), setting) : null;
  const { aggregate: result, kept } = rule.reduce(vectors, selection, setting);
  if (!result.every(Number.isFinite)) {
    throw new InvariantError(`${rule.name}: the result is not finite; not finite: ${culprits(vectors)}`);
  }
  return { aggregate: result, influence: influenceOf(kept), selection };
}

/** Each row's share of all kept coordinates. */
export function influenceOf(kept: ArrayLike<number>): number[] {
  const counts = Array.from(kept);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

function culprits(vectors: readonly Float32Array[]): string {
  const rows = vectors.flatMap((vector, index) => (vector.every(Number.isFinite) ? [] : [index]));
  return `workers ${rows.join(', ')}`;
}
