import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { showText } from '../errors/show.js';
import { manifestIn } from '../runs/recording.js';
import { isBegun } from '../runs/runKey.js';
import type { Scenario } from '../scenario/scenario.js';
import { readSweep, type Sweep } from '../sweeps/sweepFolder.js';
import { sweptResultIn } from '../sweeps/sweptResult.js';
import { describeSweep } from '../ui/describeSweep.js';
import { type ModuleOptions, openCatalogue } from './modules.js';
import { chooseSweepScreen } from './observers.js';
import { openSweepSession } from './sweepSession.js';

const PATH_MAX = 4096;

interface WatchSweepOptions extends ModuleOptions {
  readonly ui: string;
  readonly ascii?: boolean;
  readonly speed?: string;
}

/**
 * Shows a sweep, finished or not, as it is on the full screen while it is made; not there, the table
 * of what its runs came to up to now. Changes nothing.
 */
export async function watchSweep(folder: string, options: WatchSweepOptions): Promise<void> {
  if (options.speed !== undefined) {
    const problem = 'is for one run; a sweep is shown as it stands';
    throw new InputError({ place: { file: '--speed' }, problem });
  }
  const screen = chooseSweepScreen(options);
  const catalogue = await openCatalogue(options);
  const sweep = readSweep(folder);
  if (screen !== null) {
    const { name, axes } = sweep;
    const runs = listRuns(folder, sweep);
    const scenario = findScenario(runs, catalogue);
    const session = await openSweepSession(
      { name, axes, runs, scenario, isOurs: false },
      { ...screen, catalogue },
    );
    await session.finish(true);
    return;
  }
  const points = sweep.points.map((point) => ({
    ...point,
    result: point.result ?? sweptResultIn(path.join(folder, point.run), catalogue),
  }));
  const table = describeSweep({ ...sweep, points }, process.stdout.columns ?? Infinity);
  process.stdout.write(`${table}\n${showText(folder, PATH_MAX)}\n`);
}

/** Each run once: a value may stand in a list twice. */
function listRuns(folder: string, { points }: Sweep) {
  const byRun = new Map(points.map((point) => [point.run, point]));
  return [...byRun.values()].map(({ run, at, result }) => ({
    ...{ folder: path.join(folder, run), at, result, roundsWanted: result?.rounds ?? null },
  }));
}

/** The scenario of the first run that has begun; null where none has, or what it says is damaged. */
function findScenario(runs: readonly { readonly folder: string }[], catalogue: Catalogue): Scenario | null {
  const begun = runs.find((one) => isBegun(one.folder));
  try {
    return begun === undefined ? null : manifestIn(begun.folder, catalogue).scenario;
  } catch {
    return null; // following the run says so
  }
}
