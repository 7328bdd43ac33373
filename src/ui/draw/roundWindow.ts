import type { ShownRound } from '../history.js';
import type { ViewModel } from '../viewModel.js';

/**
 * The rounds that a strip of so many columns shows, oldest
 * first, and the place of the watched round among them.
 */
export interface RoundWindow {
  readonly shownRounds: readonly ShownRound[];
  /** null where the newest is. */
  readonly cursor: number | null;
}

/** The newest rounds; where an earlier one is looked at, those around it. */
export function findRoundWindow({ history, viewState }: ViewModel, columns: number): RoundWindow {
  const newest = history.rounds - 1;
  if (viewState.round === null) return { shownRounds: history.upTo(newest, columns), cursor: null };
  const ahead = Math.floor(columns / 2);
  const end = Math.min(newest, Math.max(viewState.round + ahead, history.first + columns - 1));
  const shownRounds = history.upTo(end, columns);
  return { shownRounds, cursor: viewState.round - (shownRounds[0]?.record.round ?? 0) };
}
