import type { RunFacts } from '../observer.js';
import { backdoorText, share } from '../format.js';
import { findShownRound, type ViewModel } from '../viewModel.js';
import { drawPicture } from './picture.js';
import { LABEL, label, type ViewSize } from './viewSize.js';
import { drawHits } from './strip.js';
import { type Line, pickFittingText, plain } from './text.js';
import { findRoundWindow } from './roundWindow.js';

const CHART_COLUMNS_MIN = 44;
const PICTURE_COLUMNS_MAX = 32;
const GAP = 3;

/**
 * The target of a backdoor, at the right of a chart of so many rows: lines, and the columns they take.
 * Nothing without a backdoor, or where too little would be left for the chart.
 */
export function drawBackdoorPicture(
  { picture }: RunFacts,
  size: ViewSize,
  rows: number,
): { lines: Line[]; columns: number } {
  const columns = Math.min(PICTURE_COLUMNS_MAX, size.columns - CHART_COLUMNS_MIN - GAP);
  const lines = picture === null ? [] : drawPicture(picture, { ...size, columns, rows: rows + 1 });
  if (picture === null || lines.length === 0) return { lines: [], columns: 0 };
  const title = `a ${picture.label}, wanted: ${picture.target}`;
  const width = Math.max(title.length, plain(lines[0]).length);
  if (width > columns) return { lines: [], columns: 0 };
  return { lines: [[{ text: title, tone: 'quiet' }], ...lines], columns: width };
}

/** How a backdoor is answered: round by round, and in the round that is shown. */
export function drawBackdoor(viewModel: ViewModel, { columns, ascii }: ViewSize): Line[] {
  const { scenario, entries } = viewModel.history.facts;
  const shownRound = findShownRound(viewModel);
  const backdoor = shownRound?.record.backdoor;
  const isMeasured = entries.measures.some(({ measure }) => 'backdoor' in measure.fields);
  if (backdoor === undefined && !isMeasured) return [];
  const says = backdoor === undefined ? '-' : backdoorText(scenario, backdoor);
  const rate = share(shownRound?.soFar.hitRateMean ?? 0);
  const rates = [` · attack success ${rate} so far`, ` · ASR ${rate} so far`, ` · ASR ${rate}`, ''];
  const { cells } = findRoundWindow(viewModel, columns - LABEL);
  return [
    [{ text: label('backdoor') }, ...drawHits(cells, ascii)],
    [
      { text: label('') },
      { text: says, tone: backdoor?.hit ? 'corrupted' : 'honest' },
      { text: pickFittingText(rates, columns - LABEL - says.length), tone: 'quiet' },
    ],
  ];
}
