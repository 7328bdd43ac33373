import type { ShownRound } from '../history.js';
import type { ViewModel } from '../viewModel.js';

/**
 * All rounds that can still be shown, in as many cells as a strip has at most, oldest first;
 * and the cell of the watched round among them.
 */
export interface RoundWindow {
  /** Of one or more rounds each, equally many but for the last. */
  readonly cells: readonly (readonly ShownRound[])[];
  /** How many rounds a cell is of. */
  readonly perCell: number;
  /** null where the newest is. */
  readonly cursor: number | null;
}

/** The whole story in so many columns: one round a cell where there is room, else as many as it takes. */
export function findRoundWindow({ history, viewState }: ViewModel, columns: number): RoundWindow {
  const { first, rounds } = history;
  const shownRounds = history.upTo(rounds - 1, rounds - first);
  const perCell = Math.max(1, Math.ceil(shownRounds.length / Math.max(1, columns)));
  const count = Math.ceil(shownRounds.length / perCell);
  return {
    cells: Array.from({ length: count }, (_, cell) =>
      shownRounds.slice(cell * perCell, (cell + 1) * perCell),
    ),
    perCell,
    cursor: viewState.round === null ? null : Math.floor((viewState.round - first) / perCell),
  };
}
