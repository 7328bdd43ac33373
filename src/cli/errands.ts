import { availableParallelism, totalmem } from 'node:os';
import { type Errand, type ErrandRun, startErrand } from './errand.js';
import { takeInterrupt } from './interrupt.js';

/** Memory that a process is reckoned to need, so that no more are started at once than fit. */
const PROCESS_BYTES = 1.5e9;

/**
 * Runs errands in processes of their own, or goes on with those that were begun: as many at once as there are cores, a thread
 * each, which is faster than all threads to one run after the other; the last ones, fewer than cores, with more. Ends early, with
 * false, when somebody asks to stop: then each process ends after its round. Throws an InvariantError with what a process said
 * that failed, after the others have ended.
 */
export async function runErrands(
  errands: readonly Errand[],
  onDone: (errand: Errand, tookMs: number) => void,
): Promise<boolean> {
  const cores = availableParallelism();
  const most = processesMax();
  const waiting = [...errands];
  const running = new Map<Promise<void>, Pick<ErrandRun, 'stop'> & { readonly threads: number }>();
  const failures: Error[] = [];
  const interrupt = takeInterrupt(() => {
    process.stderr.write('stopping after the rounds that are running; the same command goes on\n');
    for (const { stop } of running.values()) stop();
  });
  const start = async (errand: Errand, threads: number) => {
    const startMs = Date.now();
    const begun = await startErrand(errand, threads).catch((error: Error) => void failures.push(error));
    if (!begun) return;
    const { ended, stop } = begun;
    if (interrupt.signal.aborted) stop();
    const settled = ended
      .then((isDone) => void (isDone && onDone(errand, Date.now() - startMs)))
      .catch((error: Error) => void failures.push(error))
      .finally(() => running.delete(settled));
    running.set(settled, { threads, stop });
  };
  try {
    for (;;) {
      let free = cores - [...running.values()].reduce((sum, { threads }) => sum + threads, 0);
      const isStopping = () => interrupt.signal.aborted || failures.length > 0;
      while (!isStopping() && waiting.length > 0 && free > 0 && running.size < most) {
        const threads = threadsFor(waiting.length, free, most - running.size);
        await start(waiting.shift()!, threads);
        free -= threads;
      }
      if (running.size === 0) break;
      await Promise.race(running.keys());
    }
  } finally {
    interrupt.release();
  }
  if (failures.length > 0) throw failures[0];
  return !interrupt.signal.aborted;
}

/** The most processes that are to run at once here: one a core, as far as memory goes. */
export function processesMax(): number {
  const inMemory = Math.floor((0.8 * totalmem()) / PROCESS_BYTES);
  return Math.max(1, Math.min(availableParallelism(), inMemory));
}

/** Threads for the next of so many runs that wait, of those that are free, where so many more processes may be started. */
export function threadsFor(waiting: number, free: number, processes: number): number {
  return Math.max(1, Math.floor(free / Math.min(waiting, processes)));
}
