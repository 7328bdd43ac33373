import type { Entry, Variant } from '../entries/entry.js';
import type { Memory, MemorySpec } from '../entries/memory.js';
import type { OptionShape, OptionValues } from '../entries/option.js';
import type { Reduction } from '../kernels/reduction.js';

/**
 * What a rule is told: n reports, of which f are declared
 * to be corrupted, the variant to use, and its options.
 */
export interface RuleSetting<Shape extends OptionShape = OptionShape> {
  readonly workers: number;
  readonly declared: number;
  readonly variant: string;
  readonly options: OptionValues<Shape>;
}

/** How the n reports lie to each other, and to the zero vector where somebody asked for that. */
export interface Geometry {
  readonly rows: number;
  /**
   * n x n squared Euclidean distances, row-major,
   * summed over all coordinates; not finite where a report is not.
   */
  readonly squares: Float64Array;
  /** The squared Euclidean norm of each; null unless the rule or a transform before it asks for norms. */
  readonly squaredNorms: Float64Array | null;
}

/** What a rule decided by the geometry of the reports. */
export interface Decision {
  /** The rows that go on, in the order of picking. */
  readonly chosen: readonly number[];
  /** One score per worker, of the first pick; lower is better. Infinity for rows that are not finite. */
  readonly scores: readonly number[];
  /**
   * Of a rule that does not reduce: the aggregate is the sum over i of weights[i] row_i.
   * Default: the mean of the chosen rows.
   */
  readonly weights?: readonly number[];
}

/** n and f that do not fit a rule: what was found and what is allowed. */
export interface RuleProblem {
  readonly found: string;
  readonly allowed: string;
}

/**
 * An aggregation rule, in two steps of which it has one or both.
 * `decide` looks at the reports' geometry, once a round.
 * `reduce` makes the aggregate of one block of coordinates;
 * blocks are reduced on different threads, each coordinate by itself.
 * A rule without `reduce` gives the rows that it chose, mixed by its weights.
 */
export interface Rule<
  Name extends string = string,
  Shape extends OptionShape = OptionShape,
  V extends string = string,
> extends Entry {
  readonly kind: 'rule';
  readonly name: Name;
  readonly variants?: readonly (Variant & { readonly name: V })[];
  readonly options?: Shape;
  /** Whether the rule picks rows whole, and how many; tells screens what to draw. Default: `none`. */
  readonly picks?: 'none' | 'one' | 'several';
  /** What its ranking of the workers is called on screens. */
  readonly ranking?: string;
  /** What it needs of n and f, in words. */
  readonly needs?: string;
  /** Whether `decide` looks at norms. */
  readonly asksNorms?: boolean;
  /** What it keeps from round to round. */
  readonly memory?: readonly MemorySpec[];
  /** Why n, f, the variant and the options do not fit together; null when they do. */
  check(setting: RuleSetting<Shape>): RuleProblem | null;
  /** Of its memory only tensors whose length is a number are there. */
  readonly decide?: (geometry: Geometry, setting: RuleSetting<Shape>, memory: Memory) => Decision;
  /**
   * rows: n arrays of equal length in worker order, which are not to be changed.
   * `kept` makes the influence.
   */
  readonly reduce?: (
    rows: readonly Float32Array[],
    setting: RuleSetting<Shape>,
    decision: Decision | null,
    memory: Memory,
  ) => Reduction;
}

/** Makes a rule of its parts, with the types of its options. */
export function defineRule<
  const Name extends string,
  const Shape extends OptionShape = Record<never, never>,
  const V extends string = never,
>(rule: Omit<Rule<Name, Shape, V>, 'kind'>): Rule<Name, Shape, V> {
  return Object.freeze({ kind: 'rule', ...rule });
}

/** `null` if n >= least, else the problem, with the largest f that n workers would allow. */
export function atLeast(
  { workers, declared }: Pick<RuleSetting, 'workers' | 'declared'>,
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
