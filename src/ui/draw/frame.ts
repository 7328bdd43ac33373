import { tasks } from '../../scenario/tasks.js';
import { attackText, clock, defenseText, percent, printable, share, workersText } from '../format.js';
import { type RunView, remainingMs } from '../runView.js';
import { drawBar } from './bar.js';
import { drawChart } from './chart.js';
import { drawStrip, mark } from './strip.js';
import { apart, fit, type Line } from './text.js';

/** The room that a frame has. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
}

const LABEL = 17;
const CHART_ROWS_MIN = 4;
const CHART_ROWS_MAX = 16;

/** The whole picture of a run, at most `rows` lines of at most `columns` columns. */
export function drawFrame(view: RunView, room: Room): Line[] {
  const head = drawHead(view, room);
  const foot = drawFoot(view, room);
  const spare = room.rows - head.length - foot.length - 3;
  const chart = spare >= CHART_ROWS_MIN ? drawAccuracy(view, room, Math.min(spare, CHART_ROWS_MAX)) : [];
  return [...head, ...chart, ...foot].slice(0, room.rows).map((line) => fit(line, room.columns));
}

function drawHead({ facts }: RunView, { columns }: Room): Line[] {
  const { scenario, backend, threads } = facts;
  const machine = `seed ${scenario.seed} · ${backend.name} · ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return [
    apart(
      [
        { text: 'krumble  ', tone: 'quiet' },
        { text: printable(scenario.name), tone: 'title' },
      ],
      [{ text: machine, tone: 'quiet' }],
      columns,
    ),
    [
      {
        text: [
          workersText(scenario),
          `attack ${attackText(scenario)}`,
          `defense ${defenseText(scenario)}`,
        ].join(' · '),
      },
    ],
    [],
  ];
}

function drawAccuracy(view: RunView, { columns, ascii }: Room, rows: number): Line[] {
  const { training, task } = view.facts.scenario;
  const published = tasks[task].accuracyPublished;
  const axis = 5;
  const curve = drawChart(
    view.points.map(({ round, accuracy }) => ({ x: round, y: accuracy })),
    {
      columns: Math.max(1, columns - axis),
      rows,
      xMax: training.rounds - 1,
      yMin: 0,
      yMax: 100,
      level: published,
      ascii,
    },
  );
  const label = (row: number) =>
    row === 0 ? '100' : row === rows - 1 ? '0' : row === (rows - 1) >> 1 ? '50' : '';
  const [left, middle, right] = ['0', String(training.rounds >> 1), `${training.rounds - 1} round`];
  const ticks = apart([{ text: left }], [{ text: right }], columns - axis);
  const gap = Math.floor((columns - axis - middle.length) / 2) - left.length;
  const labelled = gap > 0 && columns > 40 ? withMiddle(left, middle, right, columns - axis, gap) : ticks;
  return [
    apart(
      [{ text: 'test accuracy, %' }],
      [{ text: `dotted: ${published} published without attack`, tone: 'quiet' }],
      columns,
    ),
    ...curve.map((text, row): Line => [
      { text: `${label(row).padStart(3)} ${ascii ? '|' : '│'}`, tone: 'quiet' },
      { text, tone: 'chart' },
    ]),
    [{ text: ' '.repeat(axis) }, ...labelled.map(({ text }) => ({ text, tone: 'quiet' as const }))],
    [],
  ].slice(0, rows + 3);
}

function withMiddle(left: string, middle: string, right: string, columns: number, gap: number): Line {
  const start = left + ' '.repeat(gap) + middle;
  return apart([{ text: start }], [{ text: right }], columns);
}

function drawFoot(view: RunView, room: Room): Line[] {
  const { scenario } = view.facts;
  const { corrupted } = scenario.workers;
  return [
    ...(corrupted > 0 ? drawSelection(view, room) : []),
    drawProgress(view, room),
    [{ text: view.notice === null ? '' : printable(view.notice), tone: 'alert' }],
    [{ text: 'q or ctrl-c stops after this round, once more at once', tone: 'quiet' }],
  ];
}

function drawSelection(view: RunView, { columns, ascii }: Room): Line[] {
  const { scenario } = view.facts;
  const { count, corrupted } = scenario.workers;
  const last = view.recent[view.recent.length - 1];
  const single = last?.chosen?.length === 1;
  const [worker] = last?.chosen ?? [];
  const legend = single
    ? `${mark(true, ascii)} corrupted  ${mark(false, ascii)} honest · now worker ${worker}` +
      `${worker < corrupted ? ' (corrupted)' : ''}`
    : 'height: corrupted share of the aggregate';
  const bar = Math.max(8, Math.min(24, columns - 56));
  const now = last?.corruptedInfluence ?? 0;
  const distance = view.corruptedDistance;
  return [
    [
      { text: (single ? `${scenario.defense.rule} chose` : 'corrupted share').padEnd(LABEL) },
      ...drawStrip(view.recent, columns - LABEL, ascii),
    ],
    [{ text: ' '.repeat(LABEL) }, { text: legend, tone: 'quiet' }],
    [
      { text: 'influence'.padEnd(LABEL) },
      { text: drawBar(now, bar, ascii), tone: 'corrupted' },
      { text: ` ${share(now).padStart(4)} now, ${share(view.influenceMean)} mean`, tone: 'corrupted' },
      { text: `; ${share(corrupted / count)} of the workers`, tone: 'quiet' },
    ],
    [
      { text: 'their report'.padEnd(LABEL) },
      {
        text:
          distance === null
            ? '-'
            : `${distance.toFixed(2)} sigma from the honest mean (honest reports: 1.00)`,
        tone: 'quiet',
      },
    ],
  ];
}

function drawProgress(view: RunView, { columns, ascii }: Room): Line {
  const { rounds } = view.facts.scenario.training;
  const accuracy = view.points[view.points.length - 1]?.accuracy;
  const left = remainingMs(view);
  const speed = view.roundsPerSecond === null ? '-' : view.roundsPerSecond.toFixed(1);
  const numbers = ` ${view.roundsDone}/${rounds}  ${speed} rounds/s  ${left === null ? '-' : clock(left)} left`;
  const best = `  accuracy ${percent(accuracy)}, best ${percent(view.accuracyMax)}`;
  const bar = Math.max(6, Math.min(30, columns - LABEL - numbers.length - best.length));
  return [
    { text: 'round'.padEnd(LABEL) },
    { text: drawBar(view.roundsDone / rounds, bar, ascii), tone: 'chart' },
    { text: numbers + best },
  ];
}
