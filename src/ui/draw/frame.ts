import { attackText, clock, defenseText, percent, share, threadsText, workersText } from '../format.js';
import { printable } from '../../errors/show.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type RunView, remainingMs } from '../runView.js';
import { drawBackdoor, drawBackdoorPicture } from './backdoor.js';
import { drawBar } from './bar.js';
import { drawAccuracy } from './accuracy.js';
import { LABEL, label, type Room } from './room.js';
import { drawStrip, mark } from './strip.js';
import { apart, fit, inAscii, type Line, plain } from './text.js';

const CHART_ROWS_MIN = 4;
const CHART_ROWS_MAX = 16;

/** The whole picture of a run, at most `rows` lines of at most `columns` columns. */
export function drawFrame(view: RunView, room: Room): Line[] {
  const head = drawHead(view, room);
  const foot = drawFoot(view, room);
  const spare = room.rows - head.length - foot.length - 3;
  const chart = spare >= CHART_ROWS_MIN ? drawMiddle(view, room, Math.min(spare, CHART_ROWS_MAX)) : [];
  const lines = [...head, ...chart, ...foot].slice(0, room.rows).map((line) => fit(line, room.columns));
  return room.ascii ? lines.map(inAscii) : lines;
}

function drawHead({ facts }: RunView, { columns }: Room): Line[] {
  const { scenario, backend, threads, replayed } = facts;
  const machine = [
    `seed ${scenario.seed}`,
    backend.name,
    ...(threads === null ? [] : [threadsText(threads)]),
  ];
  return [
    apart(
      [
        { text: replayed ? 'krumble  replay of ' : 'krumble  ', tone: 'quiet' },
        { text: printable(scenario.name), tone: 'title' },
      ],
      [{ text: machine.join(' · '), tone: 'quiet' }],
      columns,
    ),
    [{ text: experimentText(scenario, columns) }],
    [],
  ];
}

/** Who attacks and who defends; in fewer words where there is little room. */
function experimentText(scenario: Scenario, columns: number): string {
  const [attack, defense] = [attackText(scenario), defenseText(scenario)];
  const text = [workersText(scenario), `attack ${attack}`, `defense ${defense}`].join(' · ');
  if (text.length <= columns) return text;
  const { count, corrupted } = scenario.workers;
  return [`${corrupted} of ${count} corrupted`, attack, defense].join(' · ');
}

/** The accuracy, and at its right what a backdoor is for. */
function drawMiddle(view: RunView, room: Room, rows: number): Line[] {
  const beside = drawBackdoorPicture(view, room, rows);
  const columns = room.columns - beside.columns;
  return drawAccuracy(view, { ...room, columns }, rows).map((line, row) => {
    const gap = columns - plain(line).length;
    return beside.lines[row] ? [...line, { text: ' '.repeat(gap) }, ...beside.lines[row]] : line;
  });
}

function drawFoot(view: RunView, room: Room): Line[] {
  const accuracy = view.points[view.points.length - 1]?.accuracy;
  return [
    [{ text: label('accuracy') }, { text: `${percent(accuracy)} now, ${percent(view.accuracyMax)} best` }],
    ...(view.facts.scenario.workers.corrupted > 0 ? drawSelection(view, room) : []),
    ...drawBackdoor(view, room),
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
