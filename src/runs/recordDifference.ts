import { isDeepStrictEqual } from 'node:util';
import type { Difference } from '../errors/divergenceError.js';
import { show } from '../errors/show.js';
import type { ComparedField } from '../measures/measure.js';
import type { RoundRecord } from '../rounds/round.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { nameDecider, nameReporter, type Reporters } from './nameReporter.js';

/**
 * The fields in the order in which a round comes about,
 * so that the first that differs is nearest to the cause.
 */
const CAUSES: readonly (readonly [field: string, actor: string])[] = [
  ['round', 'driver'],
  ['participants', 'driver'],
  ['learningRate', 'driver'],
  ['confided', 'worker'],
  ['attack', 'adversary'],
  ['reports', 'worker'],
  ['trainLoss', 'workers'],
  ['scores', 'server'],
  ['chosen', 'server'],
  ['chain', 'server'],
  ['influence', 'shards'],
  ['corruptedInfluence', 'shards'],
  ['aggregateNorm', 'shards'],
  ['honestMeanNorm', 'shards'],
  ['cosine', 'shards'],
  ['distance', 'shards'],
  ['corruptedDistance', 'shards'],
  ['parameterNorm', 'shards'],
  ['state', 'shards'],
  ['memory', 'shards'],
];

/** How far numbers may be apart, for two backends; see docs/determinism.md. */
export const TOLERANCES = Object.freeze({ relative: 1e-3, accuracy: 0.5 });

/** What hangs on the last bits: hashes, what an adversary decides by them, who is near to whom. */
const EXACT: readonly string[] = ['confided', 'attack', 'reports', 'chain', 'state', 'memory', 'digest'];

/** How two rounds are compared, and whose the reports are. */
export interface Comparison extends Reporters {
  /**
   * Another backend rounds otherwise: numbers may differ by TOLERANCES,
   * and what hangs on the last bits is not compared.
   */
  readonly tolerant: boolean;
  /** The fields of measures, in the order in which they come about. */
  readonly measured: readonly ComparedField[];
}

/** The fields of a scenario's measures, as records are compared by them. */
export function listMeasuredFields({ measures }: Pick<ScenarioEntries, 'measures'>): ComparedField[] {
  return measures.flatMap(({ measure: { compared, fields } }) =>
    compared ? [...compared] : Object.keys(fields).map((field): ComparedField => ({ field, within: 'bits' })),
  );
}

/**
 * The first field in which two records of a round differ
 * by as much as a bit, and whose it is; null if none does.
 */
export function findRecordDifference(
  recorded: RoundRecord,
  replayed: RoundRecord,
  { tolerant, measured, attacks }: Comparison,
): Difference | null {
  const fields = [
    ...CAUSES.map(([field, actor]) => ({ field, actor, within: EXACT.includes(field) ? 'bits' : undefined })),
    ...measured.map(({ field, within }) => ({ field, actor: 'evaluator', within })),
    { field: 'digest', actor: 'driver', within: 'bits' as const },
  ];
  for (const { field, actor, within } of fields) {
    if (tolerant && within === 'bits') continue;
    const [a, b] = [valueAt(recorded, field), valueAt(replayed, field)];
    const whose = (index: number | null) => {
      if (field === 'attack') return nameDecider(recorded.attack, replayed.attack, { attacks });
      if (field !== 'reports' && field !== 'confided') return actor;
      return index === null ? 'workers' : nameReporter(recorded, { field, index }, { attacks });
    };
    if (Array.isArray(a) !== Array.isArray(b) || (Array.isArray(a) && a.length !== (b as unknown[]).length)) {
      const { round } = recorded;
      return { round, actor: whose(null), field, recorded: describeLength(a), replayed: describeLength(b) };
    }
    const differs = (x: Scalar, y: Scalar) => !(tolerant ? isClose(x, y, within) : isSame(x, y));
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

function valueAt(record: RoundRecord, field: string): Value {
  let value: unknown = record;
  for (const key of field.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return value as Value;
}

/** Mappings, as a chain and measures have, are compared as wholes. */
function isSame(a: Scalar, b: Scalar): boolean {
  return typeof a === 'object' && typeof b === 'object' ? isDeepStrictEqual(a, b) : Object.is(a, b);
}

function firstIndex(
  a: readonly Scalar[],
  b: readonly Scalar[],
  differs: (x: Scalar, y: Scalar) => boolean,
): number {
  return a.findIndex((value, index) => differs(value, b[index]));
}

function describeLength(value: Value): string {
  return Array.isArray(value) ? `${value.length} of them` : 'nothing';
}

function isClose(a: Scalar, b: Scalar, within: number | string | undefined): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return isSame(a, b);
  if (typeof within === 'number') return Math.abs(a - b) <= within;
  return Math.abs(a - b) <= TOLERANCES.relative * Math.max(Math.abs(a), Math.abs(b));
}

function shown(field: string, value: Scalar): string {
  return field === 'chosen' || field === 'round' ? String(value) : withBits(value);
}

/** A value; a number with the 64 bits that it has in memory, in hex. */
export function withBits(value: Scalar): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'number') return typeof value === 'object' ? show(value) : String(value);
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return `${value} (bits ${bytes.toString('hex')})`;
}
