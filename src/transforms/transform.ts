import type { Geometry, RuleProblem } from '../aggregation/rule.js';
import type { Entry } from '../entries/entry.js';
import type { OptionShape, OptionValues } from '../entries/option.js';
import type { RandomStream } from '../random/stream.js';

/**
 * What a transform is told: how many rows come in,
 * how many of them are declared to be corrupted, and its options.
 */
export interface TransformSetting<Shape extends OptionShape = OptionShape> {
  readonly rows: number;
  readonly declared: number;
  readonly options: OptionValues<Shape>;
}

/**
 * What comes out of a transform: row k is the sum over i of weights[k][i] row_i.
 * What the weights of a row lack to 1 is the weight of the zero vector,
 * so a row that is only shortened has one weight below 1.
 */
export interface Mixing {
  readonly weights: readonly (readonly number[])[];
}

/**
 * What is done to the reports before the rule sees them:
 * each row that comes out is a mix of those that go in.
 */
export interface Transform<
  Name extends string = string,
  Shape extends OptionShape = OptionShape,
> extends Entry {
  readonly kind: 'transform';
  readonly name: Name;
  readonly options?: Shape;
  /** What it needs of n and f, in words. */
  readonly needs?: string;
  /** Whether `mix` looks at norms, or makes rows whose weights do not sum to 1. */
  readonly asksNorms?: boolean;
  /** Why rows, f and the options do not fit together; null when they do. */
  check(setting: TransformSetting<Shape>): RuleProblem | null;
  /** How many rows come out; default: as many as go in. */
  rowsOut?(setting: TransformSetting<Shape>): number;
  /**
   * Once a round, by the geometry of the rows that go in;
   * `random` is a stream of the seed and the round for this alone.
   */
  mix(geometry: Geometry, setting: TransformSetting<Shape>, random: RandomStream): Mixing;
}

/** Makes a transform of its parts, with the types of its options. */
export function defineTransform<
  const Name extends string,
  const Shape extends OptionShape = Record<never, never>,
>(transform: Omit<Transform<Name, Shape>, 'kind'>): Transform<Name, Shape> {
  return Object.freeze({ kind: 'transform', ...transform });
}
