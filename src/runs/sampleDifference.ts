import type { Difference } from '../errors/divergenceError.js';
import type { ProbeRecord, RoundRecord } from '../rounds/round.js';
import { nameReporter, type Reporters } from './nameReporter.js';
import { TOLERANCES, withBits } from './recordDifference.js';

/**
 * The first probe in which a replayed round differs from its
 * recording, coordinate by coordinate; null if none does.
 * It is a worker's report, or the aggregate.
 * With `tolerant`, it differs by more than a share of the coordinate's largest value, for some reports may be
 * near zero where others are not.
 */
export function findSampleDifference(
  recorded: ProbeRecord,
  replayed: ProbeRecord,
  { record, attacks, tolerant }: Reporters & { readonly record: RoundRecord; readonly tolerant: boolean },
): Difference | null {
  for (let k = 0; k < recorded.coordinates.length; k++) {
    const [a, b] = [recorded, replayed].map((one) => [...one.reports[k], one.aggregate[k]]);
    const slack = tolerant ? TOLERANCES.relative * Math.max(...a.map((value) => Math.abs(value ?? 0))) : 0;
    const index = a.findIndex((value, at) => !isClose(value, b[at], slack));
    if (index < 0) continue;
    const isReport = index < recorded.reports[k].length;
    return {
      round: recorded.round,
      actor: isReport ? nameReporter(record, { field: 'reports', index }, { attacks }) : 'shards',
      field: `probes.${k}.${isReport ? index : 'aggregate'}`,
      recorded: withBits(a[index]),
      replayed: withBits(b[index]),
    };
  }
  return null;
}

function isClose(a: number | null, b: number | null, slack: number): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= slack;
}
