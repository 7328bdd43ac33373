import { isCorrupted } from '../../scenario/corruption.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ShownRound } from '../history.js';
import type { Named } from '../format.js';
import type { ViewSize } from './viewSize.js';
import { level, mark } from './strip.js';
import { joined, type Line, pickFittingText } from './text.js';

/** A worker in the order of its rule, with the value that it is ordered by. */
interface Ranked {
  readonly worker: number;
  /** null for a report that is not finite. */
  readonly value: number | null;
  readonly chosen: boolean;
}

const SHARES = 'workers by their share of the aggregate';
const SCORES = 'workers by their score, the lowest first';

/**
 * All workers in one strip, sorted as the round's rule ranked them.
 * Each has a mark, corrupted or honest, and its score or share as a height.
 * An arrow stands below the chosen ones.
 * As many strips as needed, or as `rows` allow.
 */
export function drawRanking(
  { scenario, entries }: Named,
  record: ShownRound['record'],
  { columns, rows, ascii }: ViewSize,
): Line[] {
  const ranked = rankWorkers(record);
  const heights = scaleHeights(ranked);
  const stripsMax = Math.max(1, Math.floor((rows - 2) / 3));
  const strips = Math.min(stripsMax, Math.ceil(ranked.length / columns));
  const lines: Line[] = [];
  for (let strip = 0; strip < strips; strip++) {
    const from = strip * columns;
    const part = ranked.slice(from, from + columns);
    lines.push(
      joined(
        part.map(({ worker }) => {
          const isTheirs = isCorrupted(scenario, worker);
          return { text: mark(isTheirs, ascii), tone: isTheirs ? 'corrupted' : 'honest' };
        }),
      ),
      [{ text: part.map(({ chosen }) => (chosen ? (ascii ? '^' : '▲') : ' ')).join(''), tone: 'alert' }],
      [{ text: part.map((_, k) => level(heights[from + k], ascii)).join(''), tone: 'quiet' }],
    );
  }
  const left = ranked.length - strips * columns;
  const more = left > 0 ? ` · ${left} more workers than fit here` : '';
  const title = entries.rule.entry.ranking ?? (record.scores === undefined ? SHARES : SCORES);
  return [
    [
      { text: title, tone: 'title' },
      { text: record.chosen === undefined ? '' : ` · ${ascii ? '^' : '▲'} chosen`, tone: 'quiet' },
    ],
    ...lines,
    [{ text: summary(ranked, record, scenario, columns - more.length) + more, tone: 'quiet' }],
    [],
  ];
}

function rankWorkers({ chosen, scores, influence }: ShownRound['record']): Ranked[] {
  const all = influence.map((share, worker): Ranked => {
    const value = scores === undefined ? share : scores[worker];
    return { worker, value, chosen: chosen?.includes(worker) ?? false };
  });
  if (chosen === undefined) return all.sort((a, b) => b.value! - a.value! || a.worker - b.worker);
  const others = all.filter((ranked) => !ranked.chosen);
  const byScore = (a: Ranked, b: Ranked) =>
    (a.value ?? Infinity) - (b.value ?? Infinity) || a.worker - b.worker;
  return [...chosen.map((worker) => all[worker]), ...others.sort(byScore)];
}

/** Each value between the least (0) and the highest (1) of them. */
function scaleHeights(ranked: readonly Ranked[]): number[] {
  const values = ranked.flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const least = 0.01; // a bar, however low: a dot stands for no report
  return ranked.map(({ value }) =>
    value === null ? 0 : high > low ? Math.max(least, (value - low) / (high - low)) : least,
  );
}

function summary(
  ranked: readonly Ranked[],
  { chosen }: ShownRound['record'],
  scenario: Scenario,
  columns: number,
): string {
  const of = ({ worker, value }: Ranked) =>
    `worker ${worker} ${value === null ? '-' : Number(value.toPrecision(3))}`;
  const places = ranked.flatMap(({ worker }, place) => (isCorrupted(scenario, worker) ? [place + 1] : []));
  const picked = chosen?.filter((worker) => isCorrupted(scenario, worker)).length ?? 0;
  const where = `corrupted at places ${rangesText(places)}`;
  const theirs =
    scenario.workers.corrupted === 0
      ? []
      : (chosen?.length ?? 0) > 1
        ? [`${picked} of ${chosen!.length} picked are corrupted`]
        : [where];
  const ends = [`first ${of(ranked[0])}`, `last ${of(ranked[ranked.length - 1])}`];
  return pickFittingText(
    [[...theirs, ...ends], [...theirs, ends[0]], theirs].map((parts) => parts.join(' · ')),
    columns,
  );
}

/** 1, 2, 3, 7 as `1-3, 7`. */
function rangesText(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges[ranges.length - 1];
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
