import type { Catalogue } from '../catalogue/catalogue.js';
import { countCores, countMemoryBytes } from '../files/machineLimits.js';
import { type ChildRun, type RunRequest, startChildRun } from './childRun.js';
import { InputError } from '../errors/inputError.js';
import { takeInterrupt } from './interrupt.js';

/** Memory that a process is reckoned to need, so that no more are started at once than fit. */
const PROCESS_BYTES = 1.5e9;

/** Who is told how runs get on. */
export interface PoolWatcher {
  /** Before the first run: what asks to stop, as ctrl-c does; the second time at once. */
  readonly onOpen?: (stop: () => void) => void;
  readonly onStart?: (request: RunRequest) => void;
  readonly onDone: (request: RunRequest, tookMs: number) => void;
  readonly onFailure?: (request: RunRequest, error: Error) => void;
  /** When somebody asked to stop; in place of a line on standard error. */
  readonly onStop?: () => void;
}

/**
 * Runs errands in processes of their own, or goes on with those that were begun,
 * as many at once as `processesMax` and with `assignThreads` threads each:
 * no later done than by all threads to one run after the other.
 * Ends early, with false, when somebody asks to stop: then each process ends after its round.
 * Throws what a process said that failed, after the others have ended.
 * A run that is refused keeps no other from being made: it is told in the end.
 */
export async function runInPool(
  requests: readonly RunRequest[],
  catalogue: Catalogue,
  { onOpen, onStart, onDone, onFailure, onStop = sayStopping }: PoolWatcher,
): Promise<boolean> {
  const cores = countCores();
  const processes = processesMax();
  let next = 0;
  const running = new Map<Promise<void>, Pick<ChildRun, 'stop'>>();
  const failures: Error[] = [];
  const refused: InputError[] = [];
  const fail = (request: RunRequest, error: Error) => {
    onFailure?.(request, error);
    if (error instanceof InputError) refused.push(error);
    else failures.push(error);
  };
  const interrupt = takeInterrupt(() => {
    onStop();
    for (const { stop } of running.values()) stop();
  });
  onOpen?.(interrupt.request);
  const start = async (request: RunRequest, threads: number) => {
    const startMs = Date.now();
    onStart?.(request);
    const begun = await startChildRun(request, threads, catalogue).catch((error: Error) =>
      fail(request, error),
    );
    if (!begun) return;
    const { ended, stop } = begun;
    if (interrupt.signal.aborted) stop();
    const settled = ended
      .then((isDone) => void (isDone && onDone(request, Date.now() - startMs)))
      .catch((error: Error) => fail(request, error))
      .finally(() => running.delete(settled));
    running.set(settled, { stop });
  };
  try {
    for (;;) {
      const isStopping = () => interrupt.signal.aborted || failures.length > 0;
      while (!isStopping() && next < requests.length && running.size < processes) {
        const threads = assignThreads(next, { runs: requests.length, cores, processes });
        await start(requests[next++], threads);
      }
      if (running.size === 0) break;
      await Promise.race(running.keys());
    }
  } finally {
    interrupt.release();
  }
  if (failures.length > 0) throw failures[0];
  if (refused.length > 0) {
    const many = refused.length > 1 ? ` (and so are ${refused.length - 1} others)` : '';
    throw new InputError({ ...refused[0].mistake, problem: `${refused[0].mistake.problem ?? ''}${many}` });
  }
  return !interrupt.signal.aborted;
}

function sayStopping(): void {
  process.stderr.write('stopping after the rounds that are running; the same command goes on\n');
}

/** The most processes that are to run at once here: one a core, as far as memory goes. */
export function processesMax(): number {
  const inMemory = Math.floor((0.8 * countMemoryBytes()) / PROCESS_BYTES);
  return Math.max(1, Math.min(countCores(), inMemory));
}

/**
 * Threads for run `index` of so many, of which so many are made at once: the cores are dealt evenly,
 * to those that fill all places, and to the ones that are left over in the end.
 * As long as more threads are never more than proportionally faster,
 * all is done no later than if each run had all cores, one after the other.
 */
export function assignThreads(
  index: number,
  { runs, cores, processes }: { runs: number; cores: number; processes: number },
): number {
  const leftOver = runs % processes;
  const atOnce = index < runs - leftOver ? processes : leftOver;
  return Math.max(1, Math.floor(cores / atOnce));
}
