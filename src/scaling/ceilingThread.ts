import { parentPort, workerData } from 'node:worker_threads';
import { nowMs } from '../cluster/clock.js';
import { squaredDistances } from '../kernels/distances.js';

// The work of one thread when the machine's ceiling is measured: arithmetic on its own memory, nothing else.
const { arrived, of, windowMs } = workerData as { arrived: Int32Array; of: number; windowMs: number };
const rows = Array.from({ length: 16 }, (_, i) =>
  Float32Array.from({ length: 1024 }, (_, c) => Math.fround(((i * 7 + c * 13) % 101) / 7)),
);

work(100); // compiled and warm
Atomics.add(arrived, 0, 1);
Atomics.notify(arrived, 0);
for (let present = Atomics.load(arrived, 0); present < of; present = Atomics.load(arrived, 0)) {
  Atomics.wait(arrived, 0, present);
}
parentPort!.postMessage(work(windowMs));

/** How many times the work was done in a second. */
function work(durationMs: number): number {
  const startMs = nowMs();
  let count = 0;
  let spentMs = 0;
  for (; spentMs < durationMs; spentMs = nowMs() - startMs) {
    squaredDistances(rows);
    count++;
  }
  return (1000 * count) / spentMs;
}
