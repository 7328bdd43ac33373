import { tasks } from '../../scenario/tasks.js';
import type { RunView } from '../runView.js';
import { drawChart } from './chart.js';
import type { Room } from './room.js';
import { apart, type Line } from './text.js';

/** The chart of the test accuracy with a title and an axis: three lines more than its rows. */
export function drawAccuracy(view: RunView, { columns, ascii }: Room, rows: number): Line[] {
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
