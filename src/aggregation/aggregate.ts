import { NO_MEMORY } from '../entries/memory.js';
import { parseOptions } from '../entries/parseOptions.js';
import { InputError } from '../errors/inputError.js';
import { InvariantError } from '../errors/invariantError.js';
import { freshMemory } from '../entries/freshMemory.js';
import { lendWhole } from './lendWhole.js';
import { measureBlock, readGeometry } from './measureBlock.js';
import { reduceBlock } from './reduceBlock.js';
import type { Decision, Rule, RuleSetting } from './rule.js';

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
  /** The server's own vector, for rules that have one. */
  readonly root?: Float32Array;
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
  { declared, variant: named, options: given = {}, root }: AggregateOptions,
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
  const memory = rule.memory ? freshMemory(rule.memory, vectors[0].length, vectors.length) : NO_MEMORY;
  const view = lendWhole(vectors[0].length, pickRoot(rule, vectors[0].length, root));
  const asked = { entry: rule, setting, norms: rule.asksNorms === true };
  const geometry =
    rule.decide && readGeometry(asked, vectors.length, measureBlock(asked, vectors, memory, view));
  const decision = geometry === undefined ? null : rule.decide!(geometry, setting, memory);
  const { aggregate: result, kept } = reduceBlock(rule, vectors, setting, decision, memory, view);
  if (!result.every(Number.isFinite)) {
    throw new InvariantError(`${rule.name}: the result is not finite; not finite: ${culprits(vectors)}`);
  }
  return { aggregate: result, influence: computeInfluence(kept), decision };
}

/** The server's own vector for a rule that has one. Throws an InputError where it is missing. */
export function pickRoot(rule: Rule, length: number, given: Float32Array | undefined): Float32Array | null {
  if (rule.countRoot === undefined) return null;
  if (given?.length === length) return given;
  const problem = `${rule.name} weighs vectors by one of the server’s own, of as many values`;
  throw new InputError({ field: 'root', problem });
}

/** Each row's share of all kept coordinates; 0 of every row where nothing was kept of any. */
export function computeInfluence(kept: ArrayLike<number>): number[] {
  const counts = Array.from(kept);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function culprits(vectors: readonly Float32Array[]): string {
  const rows = vectors.flatMap((vector, index) => (vector.every(Number.isFinite) ? [] : [index]));
  return `workers ${rows.join(', ')}`;
}
