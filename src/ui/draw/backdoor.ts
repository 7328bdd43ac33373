import type { RunFacts } from '../observer.js';
import { backdoorText, share } from '../format.js';
import { type Scene, shownMoment } from '../scene.js';
import { drawPicture } from './picture.js';
import { LABEL, label, type Room } from './room.js';
import { drawHits } from './strip.js';
import { type Line, longestOf, plain } from './text.js';
import { roundsInSight } from './window.js';

const CHART_COLUMNS_MIN = 44;
const PICTURE_COLUMNS_MAX = 32;
const GAP = 3;

/**
 * The target of a backdoor, at the right of a chart of so many rows: lines, and the columns they take.
 * Nothing without a backdoor, or where too little would be left for the chart.
 */
export function drawBackdoorPicture(
  { picture }: RunFacts,
  room: Room,
  rows: number,
): { lines: Line[]; columns: number } {
  const columns = Math.min(PICTURE_COLUMNS_MAX, room.columns - CHART_COLUMNS_MIN - GAP);
  const lines = picture === null ? [] : drawPicture(picture, { ...room, columns, rows: rows + 1 });
  if (picture === null || lines.length === 0) return { lines: [], columns: 0 };
  const title = `a ${picture.label}, wanted: ${picture.target}`;
  const width = Math.max(title.length, plain(lines[0]).length);
  if (width > columns) return { lines: [], columns: 0 };
  return { lines: [[{ text: title, tone: 'quiet' }], ...lines], columns: width };
}

/** How a backdoor is answered: round by round, and in the round that is shown. */
export function drawBackdoor(scene: Scene, { columns, ascii }: Room): Line[] {
  const { scenario, entries } = scene.history.facts;
  const moment = shownMoment(scene);
  const backdoor = moment?.record.backdoor;
  const isMeasured = entries.measures.some(({ measure }) => 'backdoor' in measure.fields);
  if (backdoor === undefined && !isMeasured) return [];
  const says = backdoor === undefined ? '-' : backdoorText(scenario, backdoor);
  const rate = share(moment?.soFar.hitRateMean ?? 0);
  const rates = [` · ${rate} hit so far`, ` · ${rate} so far`, ` · ${rate}`, ''];
  const { moments } = roundsInSight(scene, columns - LABEL);
  return [
    [{ text: label('backdoor') }, ...drawHits(moments, ascii)],
    [
      { text: label('') },
      { text: says, tone: backdoor?.hit ? 'corrupted' : 'honest' },
      { text: longestOf(rates, columns - LABEL - says.length), tone: 'quiet' },
    ],
  ];
}
