import { clock, lossText, percent } from '../format.js';
import { remainingMs } from '../history.js';
import { type Scene, shownMoment } from '../scene.js';
import { drawBackdoor } from './backdoor.js';
import { drawBar } from './bar.js';
import { drawCurves } from './curves.js';
import { drawPhases } from './phases.js';
import { LABEL, label, type Room } from './room.js';
import { drawSelection } from './selection.js';
import { drawSelectionMap } from './selectionMap.js';
import { type Line, longestOf } from './text.js';

const CHART_ROWS_MIN = 4;
const CHART_ROWS_MAX = 28;
/** Rows that a chart should have before the map of workers may take any. */
const CHART_ROWS_GOOD = 8;
const CHART_EXTRAS = 3;

/** The view of the whole run: curves, who made the aggregates, how a backdoor is answered, speed. */
export function drawOverview(scene: Scene, room: Room): Line[] {
  const facts = {
    above: [drawAccuracyLine(scene, room)],
    selection: drawSelection(scene, room),
    below: [
      ...drawBackdoor(scene, room),
      drawPhases(shownMoment(scene)?.timing ?? null, room.columns),
      drawProgress(scene, room),
    ],
  };
  const spare = room.rows - facts.above.length - facts.selection.length - facts.below.length;
  const map = drawSelectionMap(scene, room, spare - CHART_ROWS_GOOD - CHART_EXTRAS);
  const rows = Math.min(CHART_ROWS_MAX, spare - map.length - CHART_EXTRAS);
  const curves = rows >= CHART_ROWS_MIN ? drawCurves(scene, room, rows) : [];
  // The map belongs right beneath the strip, whose columns it shares.
  const [strip, ...rest] = facts.selection;
  const selection = map.length === 0 ? facts.selection : [strip, ...map, ...rest];
  return [...curves, ...facts.above, ...selection, ...facts.below].slice(0, room.rows);
}

function drawAccuracyLine(scene: Scene, { columns }: Room): Line {
  const moment = shownMoment(scene);
  const soFar = moment?.soFar;
  const accuracy = `${percent(soFar?.accuracy)} now, ${percent(soFar?.accuracyMax)} best`;
  const [training, test] = [moment?.record.trainLoss, soFar?.testLoss].map(lossText);
  const losses = [` · loss ${training} training, ${test} test`, ` · loss ${training}, ${test}`, ''];
  return [
    { text: label('accuracy') },
    { text: accuracy },
    { text: longestOf(losses, columns - LABEL - accuracy.length), tone: 'quiet' },
  ];
}

function drawProgress(scene: Scene, { columns, ascii }: Room): Line {
  const { history } = scene;
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
