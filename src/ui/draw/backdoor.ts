import { backdoorText, share } from '../format.js';
import type { RunView } from '../runView.js';
import { drawPicture } from './picture.js';
import { LABEL, label, type Room } from './room.js';
import { drawHits } from './strip.js';
import { type Line, plain } from './text.js';

const CHART_COLUMNS_MIN = 44;
const PICTURE_COLUMNS_MAX = 32;
const GAP = 3;

/**
 * What a backdoor is for, to stand at the right of a chart of so many rows: lines, and how many columns they take with the
 * gap before them. Nothing without a backdoor, or where the chart would be left too little.
 */
export function drawBackdoorPicture(
  { facts: { picture } }: RunView,
  room: Room,
  rows: number,
): { lines: Line[]; columns: number } {
  const columns = Math.min(PICTURE_COLUMNS_MAX, room.columns - CHART_COLUMNS_MIN - GAP);
  const lines = picture === null ? [] : drawPicture(picture, { ...room, columns, rows: rows + 1 });
  if (picture === null || lines.length === 0) return { lines: [], columns: 0 };
  const title = `a ${picture.label}, wanted: ${picture.target}`;
  const width = Math.max(title.length, plain(lines[0]).length);
  if (width > columns) return { lines: [], columns: 0 };
  const indent = { text: ' '.repeat(GAP) };
  return {
    lines: [[{ text: title, tone: 'quiet' as const }], ...lines].map((line) => [indent, ...line]),
    columns: width + GAP,
  };
}

/** How a backdoor is answered: round by round, and now. */
export function drawBackdoor(view: RunView, { columns, ascii }: Room): Line[] {
  const { scenario, picture } = view.facts;
  if (picture === null) return [];
  const backdoor = view.recent[view.recent.length - 1]?.backdoor ?? null;
  const says = backdoor === null ? '-' : backdoorText(scenario, backdoor);
  return [
    [{ text: label('backdoor') }, ...drawHits(view.recent, columns - LABEL, ascii)],
    [
      { text: label('') },
      { text: says, tone: backdoor?.hit ? 'corrupted' : 'honest' },
      { text: ` · ${share(view.hitRateMean)} hit so far`, tone: 'quiet' },
    ],
  ];
}
