import path from 'node:path';
import { printable } from '../errors/show.js';
import type { Compared, compareRuns } from '../runs/compareRuns.js';
import { AXIS, withAxes } from './draw/axes.js';
import { drawOverlaidCurves } from './draw/overlaidCurves.js';
import { seriesLetter, seriesTone } from './draw/series.js';
import { inAscii, type Line, type Piece } from './draw/text.js';
import { percent, share } from './format.js';
import { cutColumns, padColumns, textWidth } from './textWidth.js';

const CHART_ROWS = 12;
const LEGEND_GAP = 3;

/** How a comparison is written. */
export interface ComparisonLook {
  readonly columns: number;
  readonly ascii: boolean;
  /** What makes a text of a line: with colours on a terminal that has them. */
  readonly write: (line: Line) => string;
}

/** What `compareRuns` found, as text: where each run parts from the first, curves, what differs, results. */
export function comparisonText(
  { runs, scenario }: ReturnType<typeof compareRuns>,
  { columns, ascii, write }: ComparisonLook,
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
  const heading = ['', ...names.map((name, index) => `${seriesLetter(index)} ${name}`)];
  const parting = runs.slice(1).flatMap((run, index) => partingText(run, names[index + 1], names[0]));
  const tables = table(
    [heading, ...(fields.length > 0 ? fields : [['scenario', 'the same']]), [], heading, ...results],
    columns,
  );
  const lines: Line[] = [
    ...[...parting, ''].map(asLine),
    ...drawCurves(runs, { columns, ascii }),
    ...drawLegend(names, columns),
    ...['', ...tables].map(asLine),
  ];
  return lines.map((line) => write(ascii ? inAscii(line) : line).trimEnd()).join('\n');
}

function asLine(text: string): Line {
  return [{ text: text.trimEnd() }];
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

/** All runs' test accuracies in one chart. */
function drawCurves(
  runs: readonly Compared[],
  { columns, ascii }: Pick<ComparisonLook, 'columns' | 'ascii'>,
): Line[] {
  const rounds = Math.max(2, ...runs.map(({ result }) => result.rounds));
  const curves = runs.map(({ accuracies }, index) => ({
    index,
    points: accuracies.map(({ round, accuracy }) => ({ x: round, y: accuracy })),
  }));
  const range = { xMax: rounds - 1, yMin: 0, yMax: 100 };
  const frame = { ...range, columns: Math.max(1, columns - AXIS), rows: CHART_ROWS, ascii };
  const ticks = ['100', '50', '0'] as const;
  const axes = { title: 'test accuracy, %', note: '', ticks, rounds, columns, ascii };
  return withAxes(drawOverlaidCurves(curves, frame), axes).slice(0, -1);
}

/** Whose curve has which letter, as many on a line as have room. */
function drawLegend(names: readonly string[], columns: number): Line[] {
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const [index, name] of names.entries()) {
    const text = ` ${cutColumns(name, columns - 2)}`;
    const width = 1 + textWidth(text);
    if (used > 0 && used + LEGEND_GAP + width > columns) [used] = [0, lines.push([])];
    const line = lines.at(-1)!;
    if (used > 0) line.push({ text: ' '.repeat(LEGEND_GAP) });
    line.push({ text: seriesLetter(index), tone: seriesTone(index) }, { text });
    used += (used > 0 ? LEGEND_GAP : 0) + width;
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
