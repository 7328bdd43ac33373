import type { ActorKind } from '../actors/results.js';
import type { Span } from '../cluster/threadJob.js';
import type { RoundTiming } from './round.js';

type Threads = NonNullable<RoundTiming['threads']>;
type Interval = readonly [kind: ActorKind, fromMs: number, toMs: number];

/** Stretches of one kind that are closer than this are one. */
const GAP_MS = 0.5;
/** Of one thread, and of all together: a line of timings.jsonl has its bounds. */
const INTERVALS_MAX = 400;
const INTERVALS_MAX_ALL_THREADS = 20_000;

/**
 * What each thread was busy with, in stretches of one kind of actor, from spans of a round that began
 * at `startMs` and took `durationMs`; what a clock that jumped says lies at an end of the round.
 * Where a thread would have too many stretches, those of one kind are one over
 * wider and wider gaps; if that does not help, the longest remain.
 */
export function buildThreadTimeline(spans: readonly Span[], startMs: number, durationMs: number): Threads {
  const byThread = new Map<number, Interval[]>();
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const kind = span.actor.slice(0, span.actor.indexOf('/')) as ActorKind;
    const from = Math.min(Math.max(0, span.startMs - startMs), durationMs);
    const to = Math.min(Math.max(from, span.endMs - startMs), durationMs);
    const intervals = byThread.get(span.thread) ?? [];
    if (intervals.length === 0) byThread.set(span.thread, intervals);
    intervals.push([kind, from, to]);
  }
  const most = Math.min(INTERVALS_MAX, Math.floor(INTERVALS_MAX_ALL_THREADS / Math.max(1, byThread.size)));
  return [...byThread]
    .sort(([a], [b]) => a - b)
    .map(([thread, intervals]) => ({
      thread,
      busy: limitIntervals(most, intervals, durationMs).map(([kind, from, to]) => [
        kind,
        hundredths(from),
        hundredths(to),
      ]),
    }));
}

function limitIntervals(
  most: number,
  intervals: readonly Interval[],
  durationMs: number,
): readonly Interval[] {
  let joined = mergeIntervals(intervals, GAP_MS);
  for (let gap = 2 * GAP_MS; joined.length > most && gap < 2 * durationMs; gap *= 2)
    joined = mergeIntervals(joined, gap);
  if (joined.length <= most) return joined;
  const longest = new Set([...joined].sort((a, b) => measureInterval(b) - measureInterval(a)).slice(0, most));
  return joined.filter((stretch) => longest.has(stretch));
}

/** Makes neighbours of one kind one where the gap between them is smaller than `gapMs`. */
function mergeIntervals(intervals: readonly Interval[], gapMs: number): Interval[] {
  const joined: Interval[] = [];
  for (const stretch of intervals) {
    const [kind, from, to] = stretch;
    const last = joined.at(-1);
    if (last?.[0] === kind && from - last[2] < gapMs)
      joined[joined.length - 1] = [kind, last[1], Math.max(to, last[2])];
    else joined.push(stretch);
  }
  return joined;
}

function measureInterval([, from, to]: Interval): number {
  return to - from;
}

function hundredths(ms: number): number {
  return Math.round(100 * ms) / 100;
}
