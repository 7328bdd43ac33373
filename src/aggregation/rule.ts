import type { Reduction } from '../kernels/reduction.js';

/** The definition of a rule that is meant: its first paper's, the attack's authors' code, or ByzFL's. */
export type Variant = 'published' | 'authors' | 'byzfl';

/** What a rule is told: n reports, of which f are declared to be corrupted, and the variant to use. */
export interface RuleSetting {
  readonly workers: number;
  readonly declared: number;
  readonly variant: Variant;
}

/** What a rule that looks at distances decided: the rows that go on, in the order of picking, and its scores. */
export interface Selection {
  readonly chosen: readonly number[];
  /** One score per worker, of the first pick; lower is better. Infinity for rows that are not finite. */
  readonly scores: readonly number[];
}

/**
 * An aggregation rule, in two steps that can be spread over blocks of coordinates. A rule that looks at
 * distances first turns the n x n squared distances (summed over all blocks) into a selection; then each block
 * of coordinates is reduced by itself. `kept` of a reduction counts coordinates per row: a row's influence
 * is its share of all kept coordinates.
 */
export interface Rule {
  readonly name: string;
  readonly summary: string;
  readonly paper: string;
  readonly variants: readonly Variant[];
  /** Why n, f and the variant do not fit together: what was found and what is allowed; null when they do. */
  check(setting: RuleSetting): RuleProblem | null;
  /** Chooses rows by their squared distances (n x n, row-major); absent where a rule looks at columns alone. */
  readonly select?: (distances: Float64Array, setting: RuleSetting) => Selection;
  /** Reduces one block of coordinates. rows: n arrays of equal length in worker order. Never changes them. */
  reduce(rows: readonly Float32Array[], selection: Selection | null, setting: RuleSetting): Reduction;
}

/** A declared f that a rule cannot work with. */
export interface RuleProblem {
  readonly found: string;
  readonly allowed: string;
}

/** `null` if n >= least, else the problem, with the largest f that n workers would allow. */
export function atLeast(
  { workers, declared }: RuleSetting,
  least: (declared: number) => number,
  formula: string,
): RuleProblem | null {
  if (workers >= least(declared)) return null;
  let largest = declared;
  while (largest >= 0 && workers < least(largest)) largest--;
  const remedy =
    largest < 0 ? `at least ${least(0)} workers` : `f from 0 to ${largest} for ${workers} workers`;
  return { found: `n=${workers}, f=${declared}`, allowed: `${formula}: ${remedy}` };
}
