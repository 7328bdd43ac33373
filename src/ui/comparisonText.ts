import path from 'node:path';
import { printable } from '../errors/show.js';
import type { Compared, compareRuns } from '../runs/compareRuns.js';
import { drawChart } from './draw/chart.js';
import { inAscii, plain } from './draw/text.js';
import { percent, share } from './format.js';
import { cutColumns, padColumns, textWidth } from './textWidth.js';

const CHART_ROWS = 8;
const CHART_COLUMNS_MIN = 30;
const AXIS = 4;
const GAP = 3;

/** What `compareRuns` found, as text: where each run parts from the first, curves, what differs, results. */
export function comparisonText(
  { runs, scenario }: ReturnType<typeof compareRuns>,
  { columns, ascii }: { columns: number; ascii: boolean },
): string {
  const names = nameRuns(runs);
  const fields = scenario.map(({ field, values }) => [field, ...values.map(valueText)]);
  const results = [
    ['rounds', ...runs.map(({ result }) => String(result.rounds))],
    ['accuracy, best', ...runs.map(({ result }) => percent(result.accuracyMax))],
    ['accuracy, last', ...runs.map(({ result }) => percent(result.accuracyFinal))],
    ['from corrupted', ...runs.map(({ result }) => shareText(result.corruptedInfluenceMean))],
    ...(runs.some(({ result }) => result.backdoorHitRate !== null)
      ? [['attack success', ...runs.map(({ result }) => percent(result.backdoorHitRate))]]
      : []),
    ['digest', ...runs.map(({ result }) => result.digest?.slice(0, 12) ?? '-')],
  ];
  const heading = ['', ...names];
  const lines = [
    ...runs.slice(1).flatMap((run, index) => partingText(run, names[index + 1], names[0])),
    '',
    'test accuracy, %',
    ...drawCurves(runs, names, { columns, ascii }),
    '',
    ...table(
      [heading, ...(fields.length > 0 ? fields : [['scenario', 'the same']]), [], heading, ...results],
      columns,
    ),
  ];
  const text = ascii ? lines.map((line) => plain(inAscii([{ text: line }]))) : lines;
  return text.map((line) => line.trimEnd()).join('\n');
}

/** The last part of each folder's name, or all of it where two have the same. */
function nameRuns(runs: readonly Compared[]): string[] {
  const short = runs.map(({ folder }) => printable(path.basename(path.resolve(folder))));
  return new Set(short).size === short.length ? short : runs.map(({ folder }) => printable(folder));
}

function partingText({ parting, roundsEqual, result }: Compared, name: string, first: string): string[] {
  if (parting === null) {
    if (result.rounds === 0) return [`${name}: no round is recorded yet`];
    return [`${name}: equal to ${first}, bit for bit,`, `  in the ${roundsEqual} rounds that both have`];
  }
  const common =
    roundsEqual === 0 ? 'no round in common' : `rounds 0 to ${roundsEqual - 1} equal, bit for bit,`;
  const { round, actor, field, recorded, replayed } = parting;
  return [
    `${name}: ${common}`,
    `  with ${first}; they part in round ${round}, at ${actor}: ${field}`,
    `  ${first}: ${printable(recorded)}`,
    `  ${name}: ${printable(replayed)}`,
  ];
}

function drawCurves(
  runs: readonly Compared[],
  names: readonly string[],
  { columns, ascii }: { columns: number; ascii: boolean },
): string[] {
  const across = Math.max(1, Math.min(runs.length, Math.floor((columns + GAP) / (CHART_COLUMNS_MIN + GAP))));
  const width = Math.floor((columns + GAP) / across) - GAP;
  const xMax = Math.max(1, ...runs.map(({ result }) => result.rounds - 1));
  const blocks = runs.map(({ accuracies }, index) => {
    const points = accuracies.map(({ round, accuracy }) => ({ x: round, y: accuracy }));
    const frame = {
      columns: width - AXIS - 1,
      rows: CHART_ROWS,
      xMax,
      yMin: 0,
      yMax: 100,
      level: null,
      cursor: null,
      ascii,
    };
    const curve = drawChart(points, frame).map((line, row) => {
      const tick = row === 0 ? '100' : row === CHART_ROWS - 1 ? '0' : '';
      return `${tick.padStart(AXIS - 1)} ${ascii ? '|' : '│'}${plain(line)}`;
    });
    const last = `${xMax} round`;
    const axis = `${' '.repeat(AXIS + 1)}0${last.padStart(width - AXIS - 2)}`;
    return [names[index], ...curve, axis].map((line) => line.slice(0, width).padEnd(width));
  });
  const lines: string[] = [];
  for (let from = 0; from < blocks.length; from += across) {
    const row = blocks.slice(from, from + across);
    for (let line = 0; line < row[0].length; line++)
      lines.push(row.map((block) => block[line]).join(' '.repeat(GAP)));
  }
  return lines;
}

function table(rows: readonly (readonly string[])[], columns: number): string[] {
  const first = Math.max(...rows.map(([head = '']) => textWidth(head)));
  const count = Math.max(...rows.map(({ length }) => length)) - 1;
  const room = Math.max(6, Math.floor((columns - first) / count) - 2);
  const widths = Array.from({ length: count }, (_, k) =>
    Math.min(room, Math.max(...rows.map((row) => textWidth(row[k + 1] ?? '')))),
  );
  const fit = (text: string, width: number) => padColumns(cutColumns(text, width), width);
  return rows.map(([head = '', ...cells]) =>
    [padColumns(head, first), ...cells.map((cell, k) => fit(cell, widths[k]))].join('  '),
  );
}

function valueText(value: unknown): string {
  return value === undefined ? '-' : printable(String(value));
}

function shareText(fraction: number | null): string {
  return fraction === null ? '-' : share(fraction);
}
