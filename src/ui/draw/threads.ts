import type { RoundTiming, ThreadTiming } from '../../rounds/round.js';
import type { ActorKind } from '../../actors/results.js';
import type { ShownRound } from '../history.js';
import { findShownRound, type ViewModel } from '../viewModel.js';
import { drawPhases } from './phases.js';
import { label, type ViewSize } from './viewSize.js';
import { joined, type Line, type Tone } from './text.js';

const KINDS: Readonly<Record<ActorKind, { letter: string; tone: Tone }>> = {
  worker: { letter: 'W', tone: 'honest' },
  adversary: { letter: 'A', tone: 'corrupted' },
  shard: { letter: 'S', tone: 'chart' },
  server: { letter: 'V', tone: 'title' },
  evaluator: { letter: 'E', tone: 'alert' },
};
const NAME = 10;
const BUSY = 6;
const ROUND_COLUMNS_MIN = 22;
const ROUNDS_MAX = 8;
const MEANS_OVER = 20;
const LANES_MIN = 4;
const WIDE = 76;

type Timed = RoundTiming & { readonly threads: readonly ThreadTiming[] };

/**
 * The view of the threads: their work in the last rounds, how busy they were, what was moved.
 */
export function drawThreads(viewModel: ViewModel, size: ViewSize): Line[] {
  const shownRound = findShownRound(viewModel);
  if (shownRound === null) return [[], [{ text: 'no round is finished yet', tone: 'quiet' }]];
  const { round } = shownRound.record;
  const columns = size.columns - NAME - BUSY;
  const count = Math.max(1, Math.min(ROUNDS_MAX, Math.floor(columns / ROUND_COLUMNS_MIN)));
  const timed = selectTimed(viewModel.history.upTo(round, count));
  const facts = drawFacts(selectTimed(viewModel.history.upTo(round, MEANS_OVER)), shownRound, size.columns);
  if (timed.length === 0) {
    return [[], [{ text: 'what threads did in this round is not recorded', tone: 'quiet' }], [], ...facts];
  }
  const rows = Math.max(LANES_MIN, size.rows - facts.length - 2);
  return [legend(timed, size.columns), ...drawLanes(timed, columns, rows, size.ascii), [], ...facts];
}

function selectTimed(shownRounds: readonly ShownRound[]): Timed[] {
  return shownRounds.flatMap(({ timing }) => (timing?.threads === undefined ? [] : [timing as Timed]));
}

function legend(timed: readonly Timed[], columns: number): Line {
  const [first, last] = [timed[0].round, timed[timed.length - 1].round];
  return [
    {
      text: columns < WIDE ? '' : first === last ? `round ${first}` : `rounds ${first} to ${last}`,
      tone: 'title',
    },
    ...Object.entries(KINDS).flatMap(([kind, { letter, tone }]): Line => [
      { text: columns < WIDE ? `${letter}` : `  ${letter}`, tone },
      { text: columns < WIDE ? ` ${kind} ` : ` ${kind}`, tone: 'quiet' },
    ]),
  ];
}

/** A line for each thread, a column for each stretch of time; what took most of it gives the letter. */
function drawLanes(timed: readonly Timed[], columns: number, rows: number, ascii: boolean): Line[] {
  const threads = [...new Set(timed.flatMap((timing) => timing.threads.map(({ thread }) => thread)))];
  threads.sort((a, b) => a - b);
  const shown = threads.slice(0, threads.length > rows ? rows - 1 : rows);
  const durationMs = timed.reduce((sum, timing) => sum + timing.durationMs, 0);
  const counts = countColumns(timed, columns - timed.length + 1);
  const lines = shown.map((thread, index): Line => {
    const cells = timed.flatMap((timing, k) => [
      ...(k > 0 ? [{ text: ascii ? '|' : '│', tone: 'quiet' as const }] : []),
      ...laneCells(timing, thread, counts[k]),
    ]);
    const busyMs = timed.reduce((sum, timing) => sum + sumBusyMs(timing, thread), 0);
    const busy = `${((100 * busyMs) / durationMs).toFixed(0)}%`;
    return [
      { text: `thread ${index + 1}`.slice(0, NAME - 1).padEnd(NAME), tone: 'quiet' },
      ...joined(cells),
      { text: busy.padStart(BUSY - 1) },
    ];
  });
  const left = threads.length - shown.length;
  return left === 0 ? lines : [...lines, [{ text: `and ${left} more threads than fit here`, tone: 'quiet' }]];
}

/** How many columns each round has, by its time: ends are rounded, so that they add up to all. */
function countColumns(timed: readonly Timed[], columns: number): number[] {
  const durationMs = timed.reduce((sum, timing) => sum + timing.durationMs, 0);
  let [untilMs, taken] = [0, 0];
  return timed.map((timing) => {
    untilMs += timing.durationMs;
    const count = Math.max(1, Math.round((columns * untilMs) / durationMs) - taken);
    taken += count;
    return count;
  });
}

function laneCells(timing: Timed, thread: number, count: number): { text: string; tone: Tone }[] {
  const busy = timing.threads.find((lane) => lane.thread === thread)?.busy ?? [];
  return Array.from({ length: count }, (_, column) => {
    const [from, to] = [(column * timing.durationMs) / count, ((column + 1) * timing.durationMs) / count];
    const most = new Map<ActorKind, number>();
    for (const [kind, fromMs, toMs] of busy) {
      const overlapMs = Math.min(to, toMs) - Math.max(from, fromMs);
      if (overlapMs > 0) most.set(kind, (most.get(kind) ?? 0) + overlapMs);
    }
    const [best] = [...most].sort(([, a], [, b]) => b - a);
    if (best === undefined || best[1] < (to - from) / 4) return { text: '.', tone: 'quiet' };
    const { letter, tone } = KINDS[best[0]];
    return { text: letter, tone };
  });
}

function sumBusyMs(timing: Timed, thread: number): number {
  const busy = timing.threads.find((lane) => lane.thread === thread)?.busy ?? [];
  return busy.reduce((sum, [, fromMs, toMs]) => sum + toMs - fromMs, 0);
}

function drawFacts(timed: readonly Timed[], { timing, soFar }: ShownRound, columns: number): Line[] {
  const fact = (name: string, text: string): Line => [{ text: label(name) }, { text, tone: 'quiet' }];
  const lines = [drawPhases(timing, columns)];
  if (timing === null) return lines;
  if (timed.length > 0) {
    const sum = (pick: (timing: Timed) => number) => timed.reduce((total, one) => total + pick(one), 0);
    const threads = Math.max(...timed.map((one) => one.threads.length));
    const durationMs = sum((one) => one.durationMs);
    const busyMs = sum((one) => one.threads.reduce((total, { thread }) => total + sumBusyMs(one, thread), 0));
    const megabytes = sum((one) => one.transferredBytes ?? 0) / 1e6;
    const rounds = timed.length === 1 ? 'this round' : `${timed.length} rounds`;
    lines.push(
      fact(
        'busy',
        `${((100 * busyMs) / (durationMs * threads)).toFixed(0)}% of the time of ${threads} threads, mean of ${rounds}`,
      ),
    );
    // Threads that share memory move nothing.
    if (megabytes > 0) {
      const speed = `${((1000 * megabytes) / durationMs).toFixed(0)} MB/s, in ${timing.messages ?? '-'} messages`;
      lines.push(fact('moved', `${(megabytes / timed.length).toFixed(1)} MB a round, ${speed}`));
    }
  }
  const memory = `${(timing.memoryBytes / 1e6).toFixed(0)} MB, all threads together`;
  lines.push(fact('memory', `${memory} · ${soFar.roundsPerSecond?.toFixed(1) ?? '-'} rounds/s`));
  return lines;
}
