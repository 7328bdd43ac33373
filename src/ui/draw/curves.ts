import type { Point } from '../curve.js';
import { findShownRound, type ViewModel } from '../viewModel.js';
import { drawBackdoorPicture } from './backdoor.js';
import { AXIS, type Ticks, withAxes } from './axes.js';
import { drawChart } from './chart.js';
import type { ViewSize } from './viewSize.js';
import { beside, type Line, pickFittingText } from './text.js';

const GAP = 3;
const LOSS_COLUMNS_MIN = 28;
const LOSS_COLUMNS_MAX = 72;
const ACCURACY_COLUMNS_MIN = 44;
const TITLE = 'test accuracy, %';
/** Of what the curve behind is, with braille and in ASCII, where there is room for many words and for few. */
const TWIN_LONG = ['⠂⠂ without the attack', 'o without the attack'] as const;
const TWIN_SHORT = ['⠂⠂ no attack', 'o no attack'] as const;
const NOTE_COLUMNS = 64;

/**
 * Charts in three lines more than `rows`: test accuracy, a
 * backdoor's target, and training loss where there is room.
 */
export function drawCurves(viewModel: ViewModel, size: ViewSize, rows: number): Line[] {
  const { history } = viewModel;
  const picture = drawBackdoorPicture(history.facts, size, rows);
  const left = size.columns - (picture.columns > 0 ? picture.columns + GAP : 0);
  const lossColumns = Math.min(LOSS_COLUMNS_MAX, Math.floor((left - GAP) * 0.4));
  const hasLoss = lossColumns >= LOSS_COLUMNS_MIN && left - GAP - lossColumns >= ACCURACY_COLUMNS_MIN;
  const accuracyColumns = hasLoss ? left - GAP - lossColumns : left;
  const blocks = [
    { lines: drawAccuracy(viewModel, { ...size, columns: accuracyColumns }, rows), columns: accuracyColumns },
    ...(hasLoss
      ? [{ lines: drawLoss(viewModel, { ...size, columns: lossColumns }, rows), columns: lossColumns }]
      : []),
    ...(picture.columns > 0 ? [picture] : []),
  ];
  return beside(blocks, GAP);
}

function drawAccuracy(viewModel: ViewModel, size: ViewSize, rows: number): Line[] {
  const { history } = viewModel;
  const published = history.facts.entries.task.accuracyPublished;
  const isFew = size.columns < NOTE_COLUMNS;
  const texts = [
    ...(history.twin.length > 0 ? [isFew ? TWIN_SHORT[+size.ascii] : TWIN_LONG[+size.ascii]] : []),
    ...(published !== null ? [`dotted: ${published} published`] : []),
  ];
  const long = texts.length === 1 && published !== null ? [`${texts[0]} without attack`] : [];
  const note = pickFittingText([...long, texts.join(' · '), texts[0] ?? ''], size.columns - TITLE.length - 1);
  return drawCurve(viewModel, size, {
    ...{ title: TITLE, note, points: history.accuracies, behind: history.twin, rows },
    ...{ yMin: 0, yMax: 100, level: published, ticks: ['100', '50', '0'] },
  });
}

/** On a logarithmic axis of whole decades: under attack a loss rises by orders of magnitude. */
function drawLoss(viewModel: ViewModel, size: ViewSize, rows: number): Line[] {
  const points = viewModel.history.losses
    .filter(({ y }) => y > 0)
    .map(({ x, y }) => ({ x, y: Math.log10(y) }));
  const yMin = Math.floor(points.reduce((min, { y }) => Math.min(min, y), 0));
  const yMax = Math.max(yMin + 1, Math.ceil(points.reduce((max, { y }) => Math.max(max, y), -Infinity)));
  return drawCurve(viewModel, size, {
    ...{ title: 'training loss', note: 'log', points, rows },
    ...{ yMin, yMax, level: null, ticks: [decade(yMax), '', decade(yMin)] },
  });
}

interface Curve {
  readonly title: string;
  readonly note: string;
  readonly points: readonly Point[];
  readonly behind?: readonly Point[];
  readonly rows: number;
  readonly yMin: number;
  readonly yMax: number;
  readonly level: number | null;
  readonly ticks: Ticks;
}

function drawCurve(viewModel: ViewModel, { columns, ascii }: ViewSize, curve: Curve): Line[] {
  const { title, note, points, behind = [], rows, ticks, ...range } = curve;
  const { rounds } = viewModel.history.facts.scenario.training;
  const cursor =
    viewModel.viewState.round === null ? null : (findShownRound(viewModel)?.record.round ?? null);
  const frame = { ...range, xMax: rounds - 1, cursor, ascii, behind };
  const lines = drawChart(points, { ...frame, columns: Math.max(1, columns - AXIS), rows });
  return withAxes(lines, { title, note, ticks, rounds, columns, ascii });
}

/** 10 to that power, in few characters: `.01`, `1`, `1e6`. */
function decade(power: number): string {
  if (power < -2 || power > 2) return `1e${power}`;
  return String(10 ** power).replace('0.', '.');
}
