import type { Entry, Variant } from '../entries/entry.js';
import type { Memory, MemorySpec } from '../entries/memory.js';
import type { OptionShape, OptionValues } from '../entries/option.js';
import type { Reduction } from '../kernels/reduction.js';
import type { TensorSpec } from '../models/layout.js';
import type { RandomStream } from '../random/stream.js';

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
  /** How the rows lie to the rule's reference row; there where the rule has one. */
  readonly toReference?: ToReference | undefined;
  /** The rule's own sums over all coordinates; there where the rule takes any. */
  readonly sums?: Float64Array | undefined;
}

/** The squared distance of each row to the reference row, and the squared norm of that. */
export interface ToReference {
  readonly squares: Float64Array;
  readonly squaredNorm: number;
}

/** What a rule may look at in one block of coordinates, beside the rows of it. */
export interface BlockView {
  /** The block's first coordinate, and how many coordinates there are in all. */
  readonly start: number;
  readonly coordinates: number;
  /** The block of the parameters that the round starts from, and the rate by which it will move them. */
  readonly parameters: Float32Array;
  readonly learningRate: number;
  /** A stream of the seed and the round for this rule alone; of equal purposes the same in every block. */
  readonly random: (purpose: string) => RandomStream;
  /** Which of all coordinates are in a random subset of so many; of equal purposes the same in all blocks. */
  readonly subset: (purpose: string, size: number) => Uint8Array;
  /** The block of the server's own gradient on its root data; null where the rule has none. */
  readonly root: Float32Array | null;
  /** The model's tensors in the order of coordinates; none where no model is trained. */
  readonly tensors: () => readonly ParameterTensor[];
}

/** One of the model's tensors as the round starts from it, whole: it may reach over several blocks. */
export interface ParameterTensor {
  readonly kind: TensorSpec['kind'];
  readonly shape: readonly number[];
  /** The coordinate of its first value. */
  readonly start: number;
  readonly values: Float32Array;
}

/**
 * A row beside the reports, to which their distances are measured.
 * `row` makes one block of it; `isOfReports`: it depends on the reports,
 * so that no transform can stand before the rule.
 */
export interface Reference<Shape extends OptionShape = OptionShape> {
  readonly isOfReports?: boolean;
  readonly row: (
    rows: readonly Float32Array[],
    setting: RuleSetting<Shape>,
    memory: Memory,
    view: BlockView,
  ) => Float32Array;
}

/**
 * What a rule adds up over coordinates: `measure` takes one block's part, of `count` numbers,
 * and the parts are added in the order of blocks. No transform can stand before such a rule.
 */
export interface Sums<Shape extends OptionShape = OptionShape> {
  readonly count: (setting: RuleSetting<Shape>) => number;
  readonly measure: (
    rows: readonly Float32Array[],
    setting: RuleSetting<Shape>,
    view: BlockView,
    memory: Memory,
  ) => Float64Array;
}

/**
 * A row's score taken apart: `terms`, added one after the other from 0, and the sum divided by `divisor`,
 * are the score, bit for bit. Each is what the distance to another row adds.
 */
export interface ScoreParts {
  readonly terms: readonly { readonly row: number; readonly value: number }[];
  readonly divisor: number;
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
  /** The same for the reference row. Default: 0. */
  readonly referenceWeight?: number;
  /** Of a rule that reduces means of rows instead of rows: who is in each. */
  readonly groups?: readonly (readonly number[])[];
  /** By what the rows are scaled down, where the rule's own `reduce` has to know. */
  readonly scales?: readonly number[];
  /** What is added to the aggregate. */
  readonly noise?: Noise;
}

/** Gaussian noise of mean 0 for each coordinate of the aggregate, drawn from the seed in every round. */
export interface Noise {
  readonly deviation: number;
  /** Whether the deviation is in parts of that of the values of the coordinate's tensor of the model. */
  readonly isByTensor?: boolean;
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
  /** The row to which it asks for distances, under a setting; null: none. */
  readonly reference?: (setting: RuleSetting<Shape>) => Reference<Shape> | null;
  /** How many training images the server computes a gradient of its own on, for the rule to look at. */
  readonly countRoot?: (setting: RuleSetting<Shape>) => number;
  /** What it adds up over coordinates by itself. */
  readonly sums?: Sums<Shape>;
  /**
   * `false`: equal reports need not come out as they are, for the rule adds noise,
   * shortens the mean, or takes copies for one. Default: true.
   */
  readonly keepsAgreement?: boolean;
  /** What it keeps from round to round. */
  readonly memory?: readonly MemorySpec[];
  /** Why n, f, the variant and the options do not fit together; null when they do. */
  check(setting: RuleSetting<Shape>): RuleProblem | null;
  /** Of its memory only tensors whose length is a number are there. */
  readonly decide?: (geometry: Geometry, setting: RuleSetting<Shape>, memory: Memory) => Decision;
  /**
   * Of a rule without memory that looks at squared distances alone: whether `decide` comes to this decision,
   * but for its scores, by every geometry whose squared distances are off by no more than `error`, a part of
   * themselves, where those that are 0 are so exactly. Then an adversary that tries the rule along a line
   * need not measure. `false` is never wrong.
   */
  readonly isSettled?: (
    geometry: Geometry,
    setting: RuleSetting<Shape>,
    decision: Decision,
    error: number,
  ) => boolean;
  /** Takes apart the score that `decide` gives a row by this geometry, where it is a sum over other rows. */
  readonly explainScore?: (geometry: Geometry, setting: RuleSetting<Shape>, row: number) => ScoreParts;
  /**
   * rows: n arrays of equal length in worker order, which are not to be changed.
   * `kept` makes the influence.
   */
  readonly reduce?: (
    rows: readonly Float32Array[],
    setting: RuleSetting<Shape>,
    decision: Decision | null,
    memory: Memory,
    view: BlockView,
  ) => Reduction;
  /** Notes one block of the aggregate in `memory`, whose tensors of length `parameters` alone are there. */
  readonly remember?: (aggregate: Float32Array, setting: RuleSetting<Shape>, memory: Memory) => void;
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
