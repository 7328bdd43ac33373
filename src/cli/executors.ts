import type { Catalogue } from '../catalogue/catalogue.js';
import { invariant } from '../errors/invariantError.js';
import { simd } from '../kernels/simd.js';
import type { Point } from '../scenario/grid.js';
import { nameBuild } from '../runs/build.js';
import { findEntries } from '../scenario/findEntries.js';
import { type SweptResult, sweptResultIn } from '../sweeps/sweptResult.js';
import { describeOutcome } from '../ui/describeOutcome.js';
import type { RunRequest } from './childRun.js';
import { runInPool } from './runPool.js';
import { runWithProgress } from './runPoolProgress.js';
import { takeInterrupt } from './interrupt.js';
import { closeConnection } from './closeConnection.js';
import type { SweepSession } from './sweepSession.js';
import { version } from './version.js';

/** A combination's run: what it is found by, what is told of it, and its place on the axes. */
export interface PlannedRun extends RunRequest, Pick<Point, 'at'> {
  readonly run: string;
  /** Its value on every axis. */
  readonly label: string;
}

/** How runs are made. */
export interface Executor {
  /** Makes them, and adds what they came to. Ends with false when somebody asked to stop. */
  execute(results: Map<string, SweptResult>, session: SweepSession | null): Promise<boolean>;
  close(): void;
}

/**
 * Runs made on this machine. Throws a DataError where a data set is missing,
 * and an InputError where kernels cannot run.
 */
export function createLocalExecutor(missing: readonly PlannedRun[], catalogue: Catalogue): Executor {
  simd(); // a machine that cannot compute is told before anything is written
  for (const set of listDataSets(missing, catalogue)) set.load();
  return {
    execute: (results, session) => {
      const take = (request: RunRequest) => {
        const { run, folder } = request as PlannedRun;
        const result = sweptResultIn(folder, catalogue);
        invariant(result !== null, `${folder}: the run is done, and has no result`);
        results.set(run, result);
        return result;
      };
      const describe = (request: RunRequest) =>
        `${(request as PlannedRun).label}: ${describeOutcome(take(request))}`;
      return session === null
        ? runWithProgress(missing, catalogue, describe)
        : runInPool(missing, catalogue, session.watch(take));
    },
    close: () => undefined,
  };
}

/**
 * Runs made by workers, here and elsewhere.
 * Throws an InputError where there is no Redis server, or a run needs a file.
 */
export async function createQueueExecutor(
  address: string,
  missing: readonly PlannedRun[],
  catalogue: Catalogue,
): Promise<Executor> {
  const { connectTo, coordinateRuns, buildJob } = await import('../queue/queue.js');
  const jobs = missing.map(({ scenario }) => buildJob(scenario, nameBuild(version()), catalogue));
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const redis = await connectTo(address, say);
  const labels = new Map(missing.map(({ run, label }) => [run, label]));
  const execute: Executor['execute'] = async (results) => {
    const interrupt = takeInterrupt(() => say('the workers go on; the same command collects what they do'));
    let done = 0;
    say(`${jobs.length} runs to do`);
    try {
      const onResult = (run: string, result: SweptResult) => {
        results.set(run, result);
        say(`${++done} of ${jobs.length}  ${labels.get(run)}: ${describeOutcome(result)}`);
      };
      return await coordinateRuns({
        redis,
        version: nameBuild(version()),
        jobs,
        onResult,
        say,
        signal: interrupt.signal,
      });
    } finally {
      interrupt.release();
    }
  };
  return { execute, close: () => closeConnection(redis) };
}

function listDataSets(planned: readonly PlannedRun[], catalogue: Catalogue) {
  return new Set(planned.map(({ scenario }) => findEntries(catalogue, scenario).dataSet));
}
