import { printable } from '../../errors/show.js';
import { clock } from '../format.js';
import { SWEEP_KEYS } from '../sweepKeys.js';
import type { SweptRun } from '../sweptRun.js';
import { leftOfSweepMs, type SweepViewModel } from '../sweepViewModel.js';
import { AXIS, withAxes } from './axes.js';
import { finished } from './finished.js';
import { countTablePages, drawKeyTable } from './keyTable.js';
import { drawOverlaidCurves } from './overlaidCurves.js';
import { drawRunRows } from './runRows.js';
import { seriesLetter, SERIES_MAX } from './series.js';
import { joinFitting, type Line, pickFittingText } from './text.js';
import { FOOT_ROWS, HEAD_ROWS, type ViewSize } from './viewSize.js';

const CHART_ROWS_MIN = 4;
/** The part of the room that the chart has, however many runs there are. */
const CHART_PART = 0.45;
/** More curves than that are a tangle: then those about the selected run are drawn. */
const CURVES_MAX = 8;
/** A chart's title and axis. */
const CHART_EXTRAS = 2;

/** The whole screen of a sweep, at most `rows` lines of at most `columns` columns. */
export function drawSweepScreen(viewModel: SweepViewModel, size: ViewSize): Line[] {
  const inner = { ...size, rows: Math.max(0, size.rows - FOOT_ROWS) };
  const picture =
    viewModel.keysPage === null
      ? drawSweepPicture(viewModel, inner, { isMarked: true })
      : [
          ...drawHead(viewModel, size),
          ...drawKeyTable(SWEEP_KEYS, viewModel.keysPage, inner.rows - HEAD_ROWS),
        ];
  const blank = Array.from({ length: Math.max(0, inner.rows - picture.length) }, (): Line => []);
  const foot: Line[] = [
    [{ text: printable(viewModel.incident ?? ''), tone: 'alert' }],
    [{ text: hintText(viewModel, size), tone: 'quiet' }],
  ];
  return finished([...picture.slice(0, inner.rows), ...blank, ...foot], size);
}

/** The same without hints on keys, and unmarked without a sign at the selected run: what stays in the end. */
export function drawSweepPicture(
  viewModel: SweepViewModel,
  size: ViewSize,
  { isMarked }: { isMarked: boolean },
): Line[] {
  const { facts } = viewModel;
  const selected = isMarked ? viewModel.selected : null;
  const { runs, fields } = facts;
  const layout = layOut(viewModel, size);
  const { from, to, curves } = layout;
  const table = drawRunRows({ fields, runs, from, to, selected, curves }, size.columns);
  const chart = layout.chartRows === 0 ? [] : drawChart(viewModel, layout, size);
  return finished([...drawHead(viewModel, size), ...chart, ...table], size);
}

/** What has room: which runs have a row, which of them a curve, by the first and the one behind the last. */
interface Layout {
  readonly chartRows: number;
  readonly from: number;
  readonly to: number;
  readonly curves: { readonly from: number; readonly to: number };
}

/** Which runs have a row and which a curve, and how many rows the chart has. */
export function layOut(
  { facts: { runs }, selected }: Pick<SweepViewModel, 'facts' | 'selected'>,
  { rows }: Pick<ViewSize, 'rows'>,
): Layout {
  const room = Math.max(1, rows - HEAD_ROWS - 1); // below the heading
  const chartMin = Math.max(CHART_ROWS_MIN, Math.floor(CHART_PART * room)) + CHART_EXTRAS;
  const hasChart = room > chartMin;
  const tableRows = Math.max(1, Math.min(runs.length, SERIES_MAX, hasChart ? room - chartMin : room));
  const around = (count: number, least: number, end: number) =>
    Math.max(least, Math.min(end - count, selected - (count >> 1)));
  const from = around(tableRows, 0, runs.length);
  const to = from + tableRows;
  const count = Math.min(tableRows, CURVES_MAX);
  const first = around(count, from, to);
  const chartRows = hasChart ? room - tableRows - CHART_EXTRAS : 0;
  return { chartRows, from, to, curves: { from: first, to: first + count } };
}

function drawHead({ facts, phase }: SweepViewModel, { columns }: ViewSize): Line[] {
  const { runs, isOurs, name, about } = facts;
  const count = (is: (run: SweptRun) => boolean) => runs.filter(is).length;
  const done = count(({ hasEnded }) => hasEnded);
  const running = count(({ state }) => state === 'running');
  const left = leftOfSweepMs(facts);
  const going = [
    ...(running > 0 ? [`${running} running`] : []),
    ...(left === null ? [] : [`about ${clock(left)} left`]),
  ];
  const status = [
    `${done} of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} done`,
    ...(phase === 'stopping' ? ['stopping after running rounds'] : going),
  ];
  const texts = about.map((_, k) => about.slice(0, about.length - k).join(' · '));
  return [
    [
      { text: `krumble  ${isOurs ? '' : 'watching '}`, tone: 'quiet' },
      { text: printable(name), tone: 'title' },
    ],
    [{ text: pickFittingText([...texts, ''], columns) }],
    [{ text: status.join(' · '), ...(phase === 'stopping' && { tone: 'alert' as const }) }],
  ];
}

function drawChart(
  { facts: { runs }, selected }: SweepViewModel,
  { from, to, curves: { from: first, to: end }, chartRows: rows }: Layout,
  { columns, ascii }: ViewSize,
): Line[] {
  const rounds = Math.max(2, ...runs.map(({ roundsWanted }) => roundsWanted ?? 0));
  const shown = Array.from({ length: end - first }, (_, k) => first + k);
  // The one that is selected lies in front.
  const order = [selected, ...shown.filter((index) => index !== selected)];
  const curves = order.map((index) => ({ index, points: runs[index].accuracies }));
  const frame = { columns: Math.max(1, columns - AXIS), rows, xMax: rounds - 1, yMin: 0, yMax: 100, ascii };
  const note = [
    ...(end - first < to - from ? [`curves ${seriesLetter(first)} to ${seriesLetter(end - 1)}`] : []),
    ...(to - from < runs.length ? [`runs ${from + 1} to ${to} of ${runs.length}`] : []),
  ].join(' · ');
  const axes = {
    title: 'test accuracy, %',
    note,
    ticks: ['100', '50', '0'] as const,
    rounds,
    columns,
    ascii,
  };
  return withAxes(drawOverlaidCurves(curves, frame), axes).slice(0, rows + CHART_EXTRAS);
}

/** How many pages the table of keys takes on a whole screen of such a size. */
export function countSweepKeyPages({ rows }: Pick<ViewSize, 'rows'>): number {
  return countTablePages(SWEEP_KEYS, { rows });
}

function hintText({ facts, phase, keysPage }: SweepViewModel, { columns, rows }: ViewSize): string {
  if (keysPage !== null) {
    const isLast = keysPage + 1 >= countSweepKeyPages({ rows });
    return isLast ? 'any key closes this table' : 'any key: the rest of this table · esc';
  }
  const leaves =
    facts.isOurs && phase !== 'over' ? (phase === 'stopping' ? 'q stops at once' : 'q stops') : 'q leaves';
  return joinFitting(['? keys', leaves, '↑ ↓ runs', 'enter looks into one'], columns);
}
