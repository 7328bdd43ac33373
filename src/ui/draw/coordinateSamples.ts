import { type Layout, tensorAt } from '../../models/layout.js';
import type { ProbeRecord } from '../../rounds/round.js';
import { isCorrupted } from '../../scenario/corruption.js';
import { castRound } from '../../scenario/participants.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ShownRound } from '../history.js';
import type { ViewModel } from '../viewModel.js';
import { drawHistogram } from './histogram.js';
import type { ViewSize } from './viewSize.js';
import { mark } from './strip.js';
import { type Line, pickFittingText } from './text.js';

/** A title and a sentence. */
const ROWS_LEAST = 2;
const ROWS_MIN = 3;
/** Lines besides those of the histogram. */
const EXTRAS = 5;
const ROWS_MAX = 12;

/**
 * Every worker's report of one coordinate: the honest values, and the place of the malicious one among them.
 * The coordinate comes first where that lies farthest from the honest mean.
 */
export function drawCoordinateSamples(
  { history, viewState }: ViewModel,
  { probes }: ShownRound,
  size: ViewSize,
): Line[] {
  if (size.rows < ROWS_LEAST) return [];
  if (probes === null)
    return [[{ text: 'what workers reported of single coordinates is not recorded', tone: 'quiet' }]];
  const { entries } = history.facts;
  const scenario = castRound(history.facts.scenario, probes.round);
  const samples = probes.coordinates.map((_, index) => ({
    index,
    ...summarizeCoordinate(probes, index, scenario),
  }));
  samples.sort((a, b) => measurePull(b) - measurePull(a) || a.index - b.index);
  const place = viewState.coordinate % samples.length;
  const { index, ...facts } = samples[place];
  const name = nameCoordinate(probes.coordinates[index], entries.model);
  const count = ` · ${place + 1} of ${probes.coordinates.length}, p: next`;
  const titles = [`what they report of one coordinate, ${name}`, `reports of ${name}`];
  const title: Line = [
    { text: pickFittingText(titles, size.columns - count.length), tone: 'title' },
    { text: count, tone: 'quiet' },
  ];
  const rows = Math.min(ROWS_MAX, size.rows - EXTRAS);
  if (facts.honest.length === 0) return [title, tellUnseen(facts, size)];
  if (facts.sigma === 0) {
    const text = `all honest workers report ${facts.mean.toPrecision(3)} here: p shows another one`;
    return [title, [{ text, tone: 'quiet' }]];
  }
  const inSigma = (value: number) => (value - facts.mean) / facts.sigma;
  const values = {
    honest: facts.honest.map(inSigma),
    corrupted: facts.corrupted.map(inSigma),
    aggregate: facts.aggregate === null ? null : inSigma(facts.aggregate),
  };
  const histogram = rows >= ROWS_MIN ? drawHistogram(values, { ...size, rows }) : [];
  return [title, ...histogram, ...sentences(facts, size)].slice(0, Math.max(0, size.rows));
}

interface Facts {
  readonly honest: readonly number[];
  readonly corrupted: readonly number[];
  readonly mean: number;
  readonly sigma: number;
  readonly aggregate: number | null;
}

function summarizeCoordinate({ reports, aggregate }: ProbeRecord, index: number, scenario: Scenario): Facts {
  const values = reports[index].map((value, worker) => ({ value: value ?? NaN, worker }));
  const finite = values.filter(({ value }) => Number.isFinite(value));
  const honest = finite.filter(({ worker }) => !isCorrupted(scenario, worker)).map(({ value }) => value);
  const corrupted = finite.filter(({ worker }) => isCorrupted(scenario, worker)).map(({ value }) => value);
  const mean = honest.reduce((sum, value) => sum + value, 0) / Math.max(1, honest.length);
  const squares = honest.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    honest,
    corrupted,
    mean,
    sigma: Math.sqrt(squares / Math.max(1, honest.length)),
    aggregate: aggregate[index],
  };
}

/** How far the malicious report, or else the aggregate, lies from the honest mean; -1 at a dead one. */
function measurePull({ honest, corrupted: [at], aggregate, mean, sigma }: Facts): number {
  if (honest.length === 0) return Math.abs(at ?? 0);
  return sigma === 0 ? -1 : Math.abs((at ?? aggregate ?? mean) - mean);
}

/** What there is to say where nobody is honest. */
function tellUnseen({ corrupted }: Facts, { ascii }: ViewSize): Line {
  const [least, most] = [Math.min(...corrupted), Math.max(...corrupted)].map((value) => value.toPrecision(3));
  const range =
    corrupted.length === 0 ? 'none is finite' : least === most ? `all ${least}` : `from ${least} to ${most}`;
  const text = `${mark(true, ascii)} ${corrupted.length} corrupted, nobody is honest: ${range}`;
  return [{ text, tone: 'corrupted' }];
}

/** `hidden/kernel[403,17]`. */
function nameCoordinate(coordinate: number, model: Layout): string {
  const { name, place } = tensorAt(model, coordinate);
  return `${name}[${place.join(',')}]`;
}

function sentences(
  { honest, corrupted, mean, sigma, aggregate }: Facts,
  { columns, ascii }: ViewSize,
): Line[] {
  const signed = (value: number) => `${value < 0 ? '−' : '+'} ${Math.abs(value).toFixed(2)} sigma`;
  const lines: Line[] = [];
  if (corrupted.length > 0) {
    const at = (corrupted[0] - mean) / sigma;
    const beyond = honest.filter((value) => Math.abs(value - mean) > Math.abs(corrupted[0] - mean)).length;
    const theirs = `${mark(true, ascii)} ${corrupted.length} corrupted at mean ${signed(at)}`;
    const rest = [
      `; ${beyond} of ${honest.length} honest ones are farther out`,
      `; ${beyond} honest farther out`,
    ];
    lines.push([
      { text: theirs, tone: 'corrupted' },
      { text: pickFittingText(rest, columns - theirs.length), tone: 'quiet' },
    ]);
  }
  if (aggregate !== null) {
    const at = (aggregate - mean) / sigma;
    const made = `${ascii ? 'A' : '◆'} the rule made of it: mean ${signed(at)}`;
    const rest = [` · mean ${mean.toPrecision(3)}, sigma ${sigma.toPrecision(3)}`, ''];
    lines.push([
      { text: made, tone: 'alert' },
      { text: pickFittingText(rest, columns - made.length), tone: 'quiet' },
    ]);
  }
  return lines;
}
