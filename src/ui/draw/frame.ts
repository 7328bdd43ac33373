import { tasks } from '../../scenario/tasks.js';
import { attackText, clock, defenseText, percent, share, workersText } from '../format.js';
import { printable } from '../../errors/show.js';
import { type RunView, remainingMs } from '../runView.js';
import { drawBar } from './bar.js';
import { drawChart } from './chart.js';
import { drawStrip, mark } from './strip.js';
import { apart, fit, inAscii, type Line } from './text.js';

/** The room that a frame has. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
}

const LABEL = 12;
const CHART_ROWS_MIN = 4;
const CHART_ROWS_MAX = 16;

/** The whole picture of a run, at most `rows` lines of at most `columns` columns. */
export function drawFrame(view: RunView, room: Room): Line[] {
  const head = drawHead(view, room);
  const foot = drawFoot(view, room);
  const spare = room.rows - head.length - foot.length - 3;
  const chart = spare >= CHART_ROWS_MIN ? drawAccuracy(view, room, Math.min(spare, CHART_ROWS_MAX)) : [];
  const lines = [...head, ...chart, ...foot].slice(0, room.rows).map((line) => fit(line, room.columns));
  return room.ascii ? lines.map(inAscii) : lines;
}

function drawHead({ facts }: RunView, { columns }: Room): Line[] {
  const { scenario, backend, threads, replayed } = facts;
  const machine = `seed ${scenario.seed} · ${backend.name} · ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return [
    apart(
      [
        { text: replayed ? 'krumble  replay of ' : 'krumble  ', tone: 'quiet' },
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
  const tick = (row: number) =>
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
      { text: `${tick(row).padStart(3)} ${ascii ? '|' : '│'}`, tone: 'quiet' },
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
  const accuracy = view.points[view.points.length - 1]?.accuracy;
  return [
    [{ text: label('accuracy') }, { text: `${percent(accuracy)} now, ${percent(view.accuracyMax)} best` }],
    ...(view.facts.scenario.workers.corrupted > 0 ? drawSelection(view, room) : []),
    drawProgress(view, room),
    [{ text: printable(view.notice ?? ' '), tone: 'alert' }],
    [{ text: 'q or ctrl-c stops after this round, once more at once', tone: 'quiet' }],
  ];
}

function drawSelection(view: RunView, { columns, ascii }: Room): Line[] {
  const { workers, defense } = view.facts.scenario;
  const last = view.recent[view.recent.length - 1];
  const picksOne = defense.rule === 'krum';
  const worker = last?.chosen?.[0];
  const chosen =
    worker === undefined ? '' : ` · now worker ${worker}${worker < workers.corrupted ? ', corrupted' : ''}`;
  const legend = picksOne
    ? `${mark(true, ascii)} corrupted  ${mark(false, ascii)} honest${chosen}`
    : 'height: the corrupted share of the aggregate, round by round';
  const bar = Math.max(8, Math.min(24, columns - 56));
  const now = last?.corruptedInfluence ?? 0;
  const distance = view.corruptedDistance;
  return [
    [
      { text: label(picksOne ? `${defense.rule} chose` : 'corrupted') },
      ...drawStrip(view.recent, columns - LABEL, ascii),
    ],
    [{ text: label('') }, { text: legend, tone: 'quiet' }],
    [
      { text: label('influence') },
      { text: drawBar(now, bar, ascii), tone: 'corrupted' },
      { text: ` ${share(now).padStart(4)} now, ${share(view.influenceMean)} mean`, tone: 'corrupted' },
      { text: `; they are ${share(workers.corrupted / workers.count)}`, tone: 'quiet' },
    ],
    [
      { text: label('distance') },
      {
        text: distance === null ? '-' : `their report is ${distance.toFixed(2)} sigma from the honest mean`,
        tone: 'quiet',
      },
    ],
  ];
}

function drawProgress(view: RunView, { columns, ascii }: Room): Line {
  const { rounds } = view.facts.scenario.training;
  const left = remainingMs(view);
  const speed = view.roundsPerSecond === null ? '-' : view.roundsPerSecond.toFixed(1);
  const numbers = ` ${view.roundsDone}/${rounds}  ${speed} rounds/s  ${left === null ? '-' : clock(left)} left`;
  const bar = Math.max(6, Math.min(24, columns - LABEL - numbers.length));
  return [
    { text: label('round') },
    { text: drawBar(view.roundsDone / rounds, bar, ascii), tone: 'chart' },
    { text: numbers },
  ];
}

function label(text: string): string {
  return text.padEnd(LABEL);
}
