import { spawn } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../errors/invariantError.js';
import { disk } from '../files/disk.js';
import { writeWhole } from '../files/writeWhole.js';
import { isBegun } from '../runs/finished.js';
import { toYaml } from '../scenario/print.js';
import type { Scenario } from '../scenario/scenario.js';
import { EXIT } from './exitCodes.js';
import { takeInterrupt } from './interrupt.js';

/** A scenario to be run, and the folder of its run. */
export interface Errand {
  readonly scenario: Scenario;
  readonly folder: string;
}

/** Memory that a process is reckoned to need, so that no more are started at once than fit. */
const PROCESS_BYTES = 1.5e9;
const STOP = 'SIGINT';
const PROGRAM = fileURLToPath(new URL('./main.js', import.meta.url));

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
  const most = Math.max(1, Math.min(cores, Math.floor((0.8 * totalmem()) / PROCESS_BYTES)));
  const waiting = [...errands];
  const running = new Map<Promise<void>, { readonly threads: number; readonly stop: () => void }>();
  const failures: Error[] = [];
  const interrupt = takeInterrupt(() => {
    process.stderr.write('stopping after the rounds that are running; the same command goes on\n');
    for (const { stop } of running.values()) stop();
  });
  const start = async (errand: Errand, threads: number) => {
    const file = await writeScenario(errand).catch((error: Error) => void failures.push(error));
    if (file === undefined || interrupt.signal.aborted) return;
    const startMs = Date.now();
    const { ended, stop } = runProcess(errand, file, threads);
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

/** Threads for the next of so many runs that wait, of those that are free, where so many more processes may be started. */
export function threadsFor(waiting: number, free: number, processes: number): number {
  return Math.max(1, Math.floor(free / Math.min(waiting, processes)));
}

/** Writes a scenario beside the folder of its run. Returns the file. */
async function writeScenario({ scenario, folder }: Errand): Promise<string> {
  const file = `${folder}.yaml`;
  await disk.makeFolder(path.dirname(file));
  await writeWhole(disk, file, toYaml(scenario, path.dirname(file)));
  return file;
}

/** Ends with whether the run is complete. */
function runProcess(
  { scenario, folder }: Errand,
  file: string,
  threads: number,
): { ended: Promise<boolean>; stop: () => void } {
  const how = ['--threads', String(threads), '--ui', 'quiet'];
  const every = String(Math.max(10, Math.ceil(scenario.training.rounds / 8)));
  const args = isBegun(folder)
    ? ['resume', folder, ...how]
    : ['run', file, '--out', folder, '--checkpoint-every', every, ...how];
  // In a group of its own: ctrl-c reaches it through us, once.
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4000)));
  const ended = new Promise<boolean>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === EXIT.done) resolve(true);
      else if (code === EXIT.interrupted || signal === STOP)
        resolve(false); // by signal: before it could take it
      else
        reject(
          new InvariantError(
            `${folder}: the run ended with ${signal ?? `exit code ${code}`}: ${said.trim()}`,
          ),
        );
    });
  });
  return { ended, stop: () => void child.kill(STOP) };
}
