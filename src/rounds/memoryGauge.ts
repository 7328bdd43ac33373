import { nowMs } from '../cluster/clock.js';

/** How often the process is asked: with many threads that takes longer than all else that the driver does. */
const EVERY_MS = 1000;

/** Says how much memory the process has, all threads together: as of at most a second ago. */
export function createMemoryGauge(
  read: () => number = () => process.memoryUsage.rss(),
  now: () => number = nowMs,
): () => number {
  let [bytes, readMs] = [0, -Infinity];
  return () => {
    const atMs = now();
    if (Math.abs(atMs - readMs) >= EVERY_MS) [bytes, readMs] = [read(), atMs]; // a clock may be set back
    return bytes;
  };
}
