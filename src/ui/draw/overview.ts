import { clock, lossText, percent } from '../format.js';
import { remainingMs } from '../history.js';
import { findShownRound, type ViewModel } from '../viewModel.js';
import { drawBackdoor } from './backdoor.js';
import { drawBar } from './bar.js';
import { drawCurves } from './curves.js';
import { drawPhases } from './phases.js';
import { LABEL, label, type ViewSize } from './viewSize.js';
import { drawSelection } from './selection.js';
import { drawSelectionMap } from './selectionMap.js';
import { type Line, pickFittingText } from './text.js';

const CHART_ROWS_MIN = 4;
const CHART_ROWS_MAX = 28;
/** Rows that a chart should have before the map of workers may take any. */
const CHART_ROWS_GOOD = 8;
const CHART_EXTRAS = 3;
/** Of the rows on who made the aggregate, those that a room is shown: who, and how much of it. */
const PRESENTED_ROWS = 3;

/** The view of the whole run: curves, who made the aggregates, how a backdoor is answered, speed. */
export function drawOverview(viewModel: ViewModel, size: ViewSize): Line[] {
  const who = drawSelection(viewModel, size);
  const facts = {
    above: [drawAccuracyLine(viewModel, size)],
    selection: viewModel.presented ? who.slice(0, PRESENTED_ROWS) : who,
    below: [
      ...drawBackdoor(viewModel, size),
      ...(viewModel.presented
        ? []
        : [
            drawPhases(findShownRound(viewModel)?.timing ?? null, size.columns),
            drawProgress(viewModel, size),
          ]),
    ],
  };
  const spare = size.rows - facts.above.length - facts.selection.length - facts.below.length;
  const good = viewModel.presented ? CHART_ROWS_MAX : CHART_ROWS_GOOD;
  const map = drawSelectionMap(viewModel, size, spare - good - CHART_EXTRAS);
  const rows = Math.min(CHART_ROWS_MAX, spare - map.length - CHART_EXTRAS);
  const curves = rows >= CHART_ROWS_MIN ? drawCurves(viewModel, size, rows) : [];
  // The map belongs right beneath the strip, whose columns it shares.
  const [strip, ...rest] = facts.selection;
  const selection = map.length === 0 ? facts.selection : [strip, ...map, ...rest];
  return [...curves, ...facts.above, ...selection, ...facts.below].slice(0, size.rows);
}

function drawAccuracyLine(viewModel: ViewModel, { columns }: ViewSize): Line {
  const shownRound = findShownRound(viewModel);
  const soFar = shownRound?.soFar;
  const accuracy = `${percent(soFar?.accuracy)} now, ${percent(soFar?.accuracyMax)} best`;
  const [training, test] = [shownRound?.record.trainLoss, soFar?.testLoss].map(lossText);
  const twin = shownRound === null ? null : viewModel.history.twinAt(shownRound.record.round);
  const without = twin === null ? [] : [` · ${percent(twin)} without the attack`];
  const losses = [` · loss ${training} training, ${test} test`, ` · loss ${training}, ${test}`, ''];
  return [
    { text: label('accuracy') },
    { text: accuracy },
    {
      text: pickFittingText(
        [...without.flatMap((text) => losses.map((loss) => text + loss)), ...losses],
        columns - LABEL - accuracy.length,
      ),
      tone: 'quiet',
    },
  ];
}

function drawProgress(viewModel: ViewModel, { columns, ascii }: ViewSize): Line {
  const { history } = viewModel;
  const { rounds } = history.facts.scenario.training;
  const left = remainingMs(history);
  const speed = history.newest?.soFar.roundsPerSecond?.toFixed(1) ?? '-';
  const bytes = history.newest?.timing?.memoryBytes;
  const memory = bytes === undefined ? '' : `  ${(bytes / 1e6).toFixed(0)} MB`;
  const numbers = ` ${history.rounds}/${rounds}  ${speed} rounds/s  ${left === null ? '-' : clock(left)} left${memory}`;
  const bar = Math.max(6, Math.min(24, columns - LABEL - numbers.length));
  return [
    { text: label('progress') },
    { text: drawBar(history.rounds / rounds, bar, ascii), tone: 'chart' },
    { text: numbers },
  ];
}
