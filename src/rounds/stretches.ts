import type { ActorKind } from '../actors/messages.js';
import type { Span } from '../cluster/task.js';
import type { RoundTiming } from './round.js';

type Threads = NonNullable<RoundTiming['threads']>;
type Stretch = readonly [kind: ActorKind, fromMs: number, toMs: number];

/** Stretches of one kind that are closer than this are one. */
const GAP_MS = 0.5;
/** Of one thread, and of all together: a line of timings.jsonl has its bounds. */
const STRETCHES_MAX = 400;
const STRETCHES_OF_ALL_MAX = 20_000;

/**
 * What each thread was busy with, in stretches of one kind of actor, from spans of a round that began
 * at `startMs` and took `durationMs`; what a clock that jumped says lies at an end of the round.
 * Where a thread would have too many stretches, those of one kind are one over
 * wider and wider gaps; if that does not help, the longest remain.
 */
export function threadsOf(spans: readonly Span[], startMs: number, durationMs: number): Threads {
  const byThread = new Map<number, Stretch[]>();
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const kind = span.actor.slice(0, span.actor.indexOf('/')) as ActorKind;
    const from = Math.min(Math.max(0, span.startMs - startMs), durationMs);
    const to = Math.min(Math.max(from, span.endMs - startMs), durationMs);
    const stretches = byThread.get(span.thread) ?? [];
    if (stretches.length === 0) byThread.set(span.thread, stretches);
    stretches.push([kind, from, to]);
  }
  const most = Math.min(STRETCHES_MAX, Math.floor(STRETCHES_OF_ALL_MAX / Math.max(1, byThread.size)));
  return [...byThread]
    .sort(([a], [b]) => a - b)
    .map(([thread, stretches]) => ({
      thread,
      busy: atMost(most, stretches, durationMs).map(([kind, from, to]) => [
        kind,
        hundredths(from),
        hundredths(to),
      ]),
    }));
}

function atMost(most: number, stretches: readonly Stretch[], durationMs: number): readonly Stretch[] {
  let joined = join(stretches, GAP_MS);
  for (let gap = 2 * GAP_MS; joined.length > most && gap < 2 * durationMs; gap *= 2)
    joined = join(joined, gap);
  if (joined.length <= most) return joined;
  const longest = new Set([...joined].sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, most));
  return joined.filter((stretch) => longest.has(stretch));
}

/** Makes neighbours of one kind one where the gap between them is smaller than `gapMs`. */
function join(stretches: readonly Stretch[], gapMs: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const [kind, from, to] = stretch;
    const last = joined.at(-1);
    if (last?.[0] === kind && from - last[2] < gapMs)
      joined[joined.length - 1] = [kind, last[1], Math.max(to, last[2])];
    else joined.push(stretch);
  }
  return joined;
}

function lengthOf([, from, to]: Stretch): number {
  return to - from;
}

function hundredths(ms: number): number {
  return Math.round(100 * ms) / 100;
}
