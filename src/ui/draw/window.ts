import type { Moment } from '../history.js';
import type { Scene } from '../scene.js';

/**
 * The rounds that a strip of so many columns shows, oldest
 * first, and the place of the watched round among them.
 */
export interface Sight {
  readonly moments: readonly Moment[];
  /** null where the newest is. */
  readonly cursor: number | null;
}

/** The newest rounds; where an earlier one is looked at, those around it. */
export function roundsInSight({ history, gaze }: Scene, columns: number): Sight {
  const newest = history.rounds - 1;
  if (gaze.round === null) return { moments: history.upTo(newest, columns), cursor: null };
  const ahead = Math.floor(columns / 2);
  const end = Math.min(newest, Math.max(gaze.round + ahead, history.first + columns - 1));
  const moments = history.upTo(end, columns);
  return { moments, cursor: gaze.round - (moments[0]?.record.round ?? 0) };
}
