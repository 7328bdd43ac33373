import type { RoundRecord } from './round.js';

/** The number of the worker who reported in a row of a round: where all take part, the row's own. */
export function nameWorker({ participants }: Pick<RoundRecord, 'participants'>, row: number): number {
  return participants?.[row] ?? row;
}
