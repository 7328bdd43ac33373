import { listCorrupted } from '../../scenario/corruption.js';
import { isMostlyTheirs } from '../../transforms/chainRecord.js';
import { isByReport } from '../../transforms/listMembers.js';
import type { ShownRound } from '../history.js';
import type { Named } from '../format.js';
import { describeRanking, type Ranked } from './describeRanking.js';
import type { ViewSize } from './viewSize.js';
import { level, mark } from './strip.js';
import { joined, type Line } from './text.js';

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
  const ranked = rankWorkers(record, listCorrupted(scenario));
  const isMixed = isBehindMixing(record);
  const heights = scaleHeights(ranked);
  const stripsMax = Math.max(1, Math.floor((rows - 2) / 3));
  const strips = Math.min(stripsMax, Math.ceil(ranked.length / columns));
  const lines: Line[] = [];
  for (let strip = 0; strip < strips; strip++) {
    const from = strip * columns;
    const part = ranked.slice(from, from + columns);
    lines.push(
      joined(
        part.map(({ isCorrupted }) => {
          return { text: mark(isCorrupted, ascii), tone: isCorrupted ? 'corrupted' : 'honest' };
        }),
      ),
      [{ text: part.map(({ chosen }) => (chosen ? (ascii ? '^' : '▲') : ' ')).join(''), tone: 'alert' }],
      [{ text: part.map((_, k) => level(heights[from + k], ascii)).join(''), tone: 'quiet' }],
    );
  }
  const left = ranked.length - strips * columns;
  const more = left > 0 ? ` · ${left} more workers than fit here` : '';
  const named = entries.rule.entry.ranking ?? (record.scores === undefined ? SHARES : SCORES);
  const title = isMixed && record.scores !== undefined ? named.replace(/^workers\b/, 'mixed rows') : named;
  return [
    [
      { text: title, tone: 'title' },
      { text: record.chosen === undefined ? '' : ` · ${ascii ? '^' : '▲'} chosen`, tone: 'quiet' },
    ],
    ...lines,
    [{ text: describeRanking(ranked, record, isMixed, columns - more.length) + more, tone: 'quiet' }],
    [],
  ];
}

function rankWorkers(record: ShownRound['record'], corrupted: readonly number[]): Ranked[] {
  const { chosen, scores, influence, chain } = record;
  const last = chain?.steps.at(-1);
  const values = scores ?? influence;
  const isMixed = scores !== undefined && isBehindMixing(record);
  const all = values.map((value, row): Ranked => {
    const isCorrupted = isMixed ? isMostlyTheirs(last!.corrupted[row]) : corrupted.includes(row);
    return { row, value, isCorrupted, chosen: chosen?.includes(row) ?? false };
  });
  if (chosen === undefined) return all.sort((a, b) => b.value! - a.value! || a.row - b.row);
  const others = all.filter((ranked) => !ranked.chosen);
  const byScore = (a: Ranked, b: Ranked) => (a.value ?? Infinity) - (b.value ?? Infinity) || a.row - b.row;
  return [...chosen.map((row) => all[row]), ...others.sort(byScore)];
}

/** Whether scores and choices are of rows that a chain mixed, not of workers. */
function isBehindMixing({ chain, scores }: ShownRound['record']): boolean {
  return chain !== undefined && scores !== undefined && !isByReport(chain.steps);
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
