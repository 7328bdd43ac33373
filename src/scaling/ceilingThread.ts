import { parentPort, workerData } from 'node:worker_threads';
import { nowMs } from '../cluster/clock.js';
import { squaredDistances } from '../kernels/distances.js';

// The work of one thread when the machine's ceilings are measured, all threads at once: arithmetic on little
// memory of its own, then copies between two arrays that no cache near a core has room for.
const STREAMED = 4 << 20;

const { arrived, of, windowMs } = workerData as { arrived: Int32Array; of: number; windowMs: number };
const rows = Array.from({ length: 16 }, (_, i) =>
  Float32Array.from({ length: 1024 }, (_, c) => Math.fround(((i * 7 + c * 13) % 101) / 7)),
);
const [from, to] = [new Float32Array(STREAMED).fill(1), new Float32Array(STREAMED).fill(2)];

const calculate = () => void squaredDistances(rows);
const stream = () => to.set(from);

work(calculate, 100); // compiled and warm
meet(0);
const rate = work(calculate, windowMs);
work(stream, 20);
meet(1);
const bytes = work(stream, windowMs / 4) * (from.byteLength + to.byteLength);
parentPort!.postMessage({ rate, bytes });

/** Waits until all threads are here. */
function meet(place: number): void {
  Atomics.add(arrived, place, 1);
  Atomics.notify(arrived, place);
  for (let present = Atomics.load(arrived, place); present < of; present = Atomics.load(arrived, place)) {
    Atomics.wait(arrived, place, present);
  }
}

/** How many times something was done in a second. */
function work(act: () => void, durationMs: number): number {
  const startMs = nowMs();
  let count = 0;
  let spentMs = 0;
  for (; spentMs < durationMs; spentMs = nowMs() - startMs) {
    act();
    count++;
  }
  return (1000 * count) / spentMs;
}
