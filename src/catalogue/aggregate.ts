import type { Rule } from '../aggregation/rule.js';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { aggregateChain, type ChainAggregation, type Step } from '../transforms/aggregateChain.js';
import type { Transform } from '../transforms/transform.js';
import { builtIn } from './builtIn.js';
import { type Catalogue, entryNamed } from './catalogue.js';

/** A transform by its name, as an entry, or by its name with options beside it, as in a scenario. */
export type TransformInput =
  string | Transform | { readonly name: string; readonly [option: string]: unknown };

/** What a rule is told of vectors that it is run on. */
export interface AggregateOptions {
  /** f, the number of vectors that are declared to be corrupted. Default: 0. */
  readonly declared?: number;
  readonly variant?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>>;
  /** What is done to the vectors before the rule sees them, in order. */
  readonly before?: readonly TransformInput[];
  /** Of all that transforms and rule draw. Default: 0. */
  readonly seed?: number;
  /** The server's own vector, of as many values, for a rule that weighs the others by one. */
  readonly root?: ArrayLike<number> | undefined;
  /** Where names are looked up. Default: what comes with krumble. */
  readonly catalogue?: Catalogue;
}

/** The outcome of a rule, and of what stands before it, on whole vectors. */
export interface AggregateOutcome extends ChainAggregation {
  /** What the rule picked and its scores, of the rows that came to it; null where it does neither. */
  readonly chosen: readonly number[] | null;
  readonly scores: readonly number[] | null;
}

/**
 * Runs a rule, by its name or as an entry, and what is to stand before it on n vectors of d numbers.
 * Numbers are taken as float32, as reports are; NaN and infinities are a corrupted worker's.
 * A rule with memory remembers nothing. Throws an InputError for names, n, f and options that do not fit,
 * and where the result is not finite. Cost: the rule's, and O(n^2 d) where distances are asked for.
 */
export function aggregate(
  rule: string | Rule,
  vectors: readonly ArrayLike<number>[],
  {
    declared = 0,
    variant,
    options = {},
    before = [],
    seed = 0,
    root,
    catalogue = builtIn,
  }: AggregateOptions = {},
): AggregateOutcome {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError({ field: 'seed', found: show(seed), allowed: 'a whole number from 0' });
  }
  const entry = typeof rule === 'string' ? entryNamed(catalogue, 'rules', rule) : rule;
  const rows = vectors.map((vector) => (vector instanceof Float32Array ? vector : Float32Array.from(vector)));
  const steps = before.map((input) => resolveStep(input, catalogue));
  const own = root === undefined ? {} : { root: Float32Array.from(root) };
  const told = { declared, variant, options, seed, before: steps, ...own };
  const outcome = aggregateChain(entry, rows, told);
  const { chosen = null, scores = null } = outcome.decision ?? {};
  return { ...outcome, chosen, scores };
}

function resolveStep(input: TransformInput, catalogue: Catalogue): Step {
  if (typeof input === 'string') return { transform: entryNamed(catalogue, 'transforms', input) };
  if (isEntry(input)) return { transform: input };
  const { name, ...options } = input;
  return { transform: entryNamed(catalogue, 'transforms', name), options };
}

function isEntry(input: Exclude<TransformInput, string>): input is Transform {
  return (input as { readonly kind?: unknown }).kind === 'transform';
}
