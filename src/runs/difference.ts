import type { Difference } from '../errors/divergenceError.js';
import type { RoundRecord } from '../rounds/round.js';

type Field =
  Exclude<keyof RoundRecord, 'backdoor'> | `backdoor.${keyof NonNullable<RoundRecord['backdoor']>}`;

/**
 * The fields in the order in which a round comes about.
 * So the first field that differs is nearest to the cause.
 */
const CAUSES: readonly (readonly [Field, actor: string])[] = [
  ['round', 'driver'],
  ['learningRate', 'driver'],
  ['confided', 'worker'],
  ['reports', 'worker'],
  ['trainLoss', 'workers'],
  ['scores', 'server'],
  ['chosen', 'server'],
  ['influence', 'shards'],
  ['corruptedInfluence', 'shards'],
  ['aggregateNorm', 'shards'],
  ['honestMeanNorm', 'shards'],
  ['cosine', 'shards'],
  ['distance', 'shards'],
  ['corruptedDistance', 'shards'],
  ['parameterNorm', 'shards'],
  ['state', 'shards'],
  ['accuracy', 'evaluator'],
  ['testLoss', 'evaluator'],
  ['backdoor.target', 'evaluator'],
  ['backdoor.of', 'evaluator'],
  ['backdoor.probability', 'evaluator'],
  ['backdoor.margin', 'evaluator'],
  ['backdoor.hits', 'evaluator'],
  ['backdoor.hit', 'evaluator'],
  ['backdoor.answer', 'evaluator'],
  ['digest', 'driver'],
];

/** How far numbers may be apart, for two backends; see docs/determinism.md. */
export const TOLERANCES = Object.freeze({ relative: 1e-3, accuracy: 0.5, probability: 0.01 });

/** What hangs on the last bits: hashes, and what a margin near zero decides. */
const EXACT: readonly Field[] = [
  'confided',
  'reports',
  'state',
  'digest',
  'backdoor.margin',
  'backdoor.hits',
  'backdoor.hit',
  'backdoor.answer',
];

/**
 * The first field in which two records of a round differ by as
 * much as a bit, and whose it is; null if none does.
 * With `tolerant`, numbers may differ by TOLERANCES, and fields that hang on the last bits are not compared,
 * because another backend rounds otherwise.
 */
export function firstDifference(
  recorded: RoundRecord,
  replayed: RoundRecord,
  { tolerant }: { tolerant: boolean },
): Difference | null {
  for (const [field, actor] of CAUSES) {
    if (tolerant && EXACT.includes(field)) continue;
    const [a, b] = [valueOf(recorded, field), valueOf(replayed, field)];
    const whose = (index: number | null) =>
      actor === 'worker' ? reporter(recorded, field, index ?? 0) : actor;
    if (Array.isArray(a) !== Array.isArray(b) || (Array.isArray(a) && a.length !== (b as unknown[]).length)) {
      const { round } = recorded;
      return { round, actor: whose(null), field, recorded: lengthOf(a), replayed: lengthOf(b) };
    }
    const differs = (x: Scalar, y: Scalar) => !(tolerant ? isClose(field, x, y) : Object.is(x, y));
    const index = Array.isArray(a) && Array.isArray(b) ? firstIndex(a, b, differs) : null;
    if (index === -1 || (index === null && !differs(a as Scalar, b as Scalar))) continue;
    return {
      round: recorded.round,
      actor: whose(index),
      field: index === null ? field : `${field}.${index}`,
      recorded: shown(field, index === null ? (a as Scalar) : (a as Scalar[])[index]),
      replayed: shown(field, index === null ? (b as Scalar) : (b as Scalar[])[index]),
    };
  }
  return null;
}

type Scalar = number | string | boolean | null | undefined;
type Value = Scalar | readonly Scalar[];

function valueOf(record: RoundRecord, field: Field): Value {
  const [name, part] = field.split('.');
  const value = record[name as keyof RoundRecord];
  return (part === undefined ? value : (value as Record<string, unknown> | undefined)?.[part]) as Value;
}

function firstIndex(
  a: readonly Scalar[],
  b: readonly Scalar[],
  differs: (x: Scalar, y: Scalar) => boolean,
): number {
  return a.findIndex((value, index) => differs(value, b[index]));
}

function lengthOf(value: Value): string {
  return Array.isArray(value) ? `${value.length} of them` : 'nothing';
}

/** Who made a report: a worker, or for the first ones the adversary, where they had gradients to confide. */
export function reporter({ confided }: RoundRecord, field: Field, index: number): string {
  return field === 'reports' && index < (confided?.length ?? 0) ? 'adversary/0' : `worker/${index}`;
}

function isClose(field: Field, a: Scalar, b: Scalar): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  if (field === 'backdoor.probability') return Math.abs(a - b) <= TOLERANCES.probability;
  if (field === 'accuracy') return Math.abs(a - b) <= TOLERANCES.accuracy;
  return Math.abs(a - b) <= TOLERANCES.relative * Math.max(Math.abs(a), Math.abs(b));
}

function shown(field: Field, value: Scalar): string {
  return field === 'chosen' || field === 'round' ? String(value) : withBits(value);
}

/** A value; a number with the 64 bits that it has in memory, in hex. */
export function withBits(value: Scalar): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'number') return String(value);
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return `${value} (bits ${bytes.toString('hex')})`;
}
