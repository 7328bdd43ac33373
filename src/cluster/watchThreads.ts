import { readBeat, readStep, type ThreadNotes } from './threadNotes.js';

const TICK_MS_MAX = 1000;
const TICKS = 8;

/**
 * Looks now and then whether threads get on. `onHang` is told of one that has been at the same step
 * for the deadline. Looks are counted and not the clock, so that a process that was suspended
 * for an hour does not take its threads for hanging.
 */
export function watchThreads(
  notes: readonly ThreadNotes[],
  deadlineMs: number,
  onHang: (thread: number) => void,
): { readonly stop: () => void } {
  const tickMs = Math.min(TICK_MS_MAX, Math.ceil(deadlineMs / TICKS));
  const seen = notes.map(() => ({ beat: -1, ticks: 0 }));
  const timer = setInterval(() => {
    for (const [thread, one] of seen.entries()) {
      const beat = readBeat(notes[thread]);
      if (readStep(notes[thread]) === null || beat !== one.beat) {
        [one.beat, one.ticks] = [beat, 0];
        continue;
      }
      one.ticks++;
      if (one.ticks * tickMs < deadlineMs) continue;
      one.ticks = 0;
      onHang(thread);
    }
  }, tickMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
