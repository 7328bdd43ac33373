import { Worker } from 'node:worker_threads';

const WINDOW_MS = 400;

/** What so many independent threads get done in a second: arithmetic, and bytes that are read and written. */
export interface Ceiling {
  readonly rate: number;
  readonly bytes: number;
}

/**
 * What the machine gives so many threads that do not wait for each other, of work that needs no memory and of
 * work that needs nothing else.
 * No scheduling can do better: the limit is the machine's (shared cores, caches, power) and its other users'.
 */
export async function measureCeiling(threads: number): Promise<Ceiling> {
  const workerData = {
    arrived: new Int32Array(new SharedArrayBuffer(8)),
    of: threads,
    windowMs: WINDOW_MS,
  };
  const found = await Promise.all(Array.from({ length: threads }, () => measureThread(workerData)));
  const sum = (pick: (one: Ceiling) => number) => found.reduce((total, one) => total + pick(one), 0);
  return { rate: sum(({ rate }) => rate), bytes: sum(({ bytes }) => bytes) };
}

function measureThread(workerData: object): Promise<Ceiling> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../../dist/bundle/ceilingThread.js', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
