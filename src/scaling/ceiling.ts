import { Worker } from 'node:worker_threads';

const WINDOW_MS = 400;

/**
 * The arithmetic per second of so many independent threads.
 * No scheduling can do better: the limit is the machine's (shared cores, caches, power) and its other users'.
 */
export async function workRate(threads: number): Promise<number> {
  const workerData = {
    arrived: new Int32Array(new SharedArrayBuffer(4)),
    of: threads,
    windowMs: WINDOW_MS,
  };
  const rates = await Promise.all(Array.from({ length: threads }, () => measureRate(workerData)));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

function measureRate(workerData: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../../dist/bundle/ceilingThread.js', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
