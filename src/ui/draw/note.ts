import { printable } from '../../errors/show.js';
import { noteAt } from '../../scenario/notes.js';
import type { ViewModel } from '../viewModel.js';
import type { Line } from './text.js';
import type { ViewSize } from './viewSize.js';
import { wrapText } from './wrapText.js';

/** Where nobody presents, a note takes no more of a screen than this leaves to the view. */
const VIEW_ROWS = 20;
const ROWS_MAX = 4;

/** The note that goes for the round that is shown, in as many lines as it takes; none without one. */
export function drawNote({ history, viewState, presented }: ViewModel, { columns, rows }: ViewSize): Line[] {
  const round = viewState.round ?? Math.max(0, history.rounds - 1);
  const note = noteAt(history.facts.scenario, round);
  if (note === null) return [];
  const lines = wrapText(printable(note.text), columns).slice(0, ROWS_MAX);
  if (!presented && rows - lines.length < VIEW_ROWS) return [];
  return lines.map((text): Line => [{ text, tone: 'title' }]);
}
