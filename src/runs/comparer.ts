import { DivergenceError } from '../errors/divergenceError.js';
import type { RoundRecord } from '../rounds/round.js';
import { firstDifference } from './difference.js';
import { type Recording, recordsOf } from './recording.js';

/**
 * Compares rounds that are played again, from round `from` on and in order, with a recording. Returns false for a
 * round that is not recorded; throws a DivergenceError that names round, actor and field where one differs.
 */
export function comparerOf(
  recording: Recording,
  from: number,
  { tolerant }: { tolerant: boolean },
): (record: RoundRecord) => boolean {
  const records = recordsOf(recording);
  for (let round = 0; round < Math.min(from, recording.rounds); round++) records.next();
  return (record) => {
    const recorded = records.next().value;
    if (!recorded) return false;
    const difference = firstDifference(recorded, record, { tolerant });
    if (difference !== null) throw new DivergenceError(difference);
    return true;
  };
}
