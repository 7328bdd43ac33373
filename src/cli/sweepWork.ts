import type { Catalogue } from '../catalogue/catalogue.js';
import { invariant } from '../errors/invariantError.js';
import type { Point } from '../scenario/grid.js';
import { findEntries } from '../scenario/findEntries.js';
import { type SweptResult, sweptResultIn } from '../sweeps/sweptResult.js';
import { percent } from '../ui/format.js';
import type { Errand } from './errand.js';
import { runWithProgress } from './errandProgress.js';
import { takeInterrupt } from './interrupt.js';
import { leave } from './leave.js';
import { version } from './version.js';

/** A combination's run: what it is found by, what is told of it, and its place on the axes. */
export interface Wanted extends Errand, Pick<Point, 'at'> {
  readonly run: string;
  /** Its value on every axis. */
  readonly label: string;
}

/** How runs are made. */
export interface Work {
  /** Makes them, and adds what they came to. Ends with false when somebody asked to stop. */
  make(results: Map<string, SweptResult>): Promise<boolean>;
  close(): void;
}

/** Runs made on this machine. Throws a DataError where a data set is missing. */
export function here(missing: readonly Wanted[], catalogue: Catalogue): Work {
  for (const set of dataSetsOf(missing, catalogue)) set.load();
  return {
    make: (results) =>
      runWithProgress(missing, catalogue, (errand) => {
        const { run, folder, label } = errand as Wanted;
        const result = sweptResultIn(folder, catalogue);
        invariant(result !== null, `${folder}: the run is done, and has no result`);
        results.set(run, result);
        return `${label}: ${percent(result.accuracyMax)} at best`;
      }),
    close: () => undefined,
  };
}

/**
 * Runs made by workers, here and elsewhere.
 * Throws an InputError where there is no Redis server, or a run needs a file.
 */
export async function elsewhere(
  address: string,
  missing: readonly Wanted[],
  catalogue: Catalogue,
): Promise<Work> {
  const { connectTo, dispatch, jobOf } = await import('../machines/machines.js');
  const jobs = missing.map(({ scenario }) => jobOf(scenario, version(), catalogue));
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const redis = await connectTo(address, say);
  const labels = new Map(missing.map(({ run, label }) => [run, label]));
  const make: Work['make'] = async (results) => {
    const interrupt = takeInterrupt(() => say('the workers go on; the same command collects what they do'));
    let done = 0;
    say(`${jobs.length} runs to do`);
    try {
      const onResult = (run: string, result: SweptResult) => {
        results.set(run, result);
        say(`${++done} of ${jobs.length}  ${labels.get(run)}: ${percent(result.accuracyMax)} at best`);
      };
      return await dispatch({ redis, version: version(), jobs, onResult, say, signal: interrupt.signal });
    } finally {
      interrupt.release();
    }
  };
  return { make, close: () => leave(redis) };
}

function dataSetsOf(wanted: readonly Wanted[], catalogue: Catalogue) {
  return new Set(wanted.map(({ scenario }) => findEntries(catalogue, scenario).dataSet));
}
