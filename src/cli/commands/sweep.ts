import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import type { Catalogue } from '../../catalogue/catalogue.js';
import { showText } from '../../errors/show.js';
import { disk } from '../../files/disk.js';
import { makeFolder } from '../../files/makeFolder.js';
import { nameBuild } from '../../runs/build.js';
import { type Lock, takeLock } from '../../runs/lock.js';
import { createWorldCheck } from '../../rounds/checkWorld.js';
import { runKey } from '../../runs/runKey.js';
import { explainIdleAttacks } from '../../scenario/explainIdleAttacks.js';
import { findEntries } from '../../scenario/findEntries.js';
import { type Grid, loadGrid, type Point } from '../../scenario/grid.js';
import type { Override } from '../../scenario/override.js';
import type { Row } from '../../sweeps/columns.js';
import {
  checkSweepFolder,
  chooseSweepFolder,
  holdsSweep,
  readSweep,
  type Sweep,
  writeSweep,
} from '../../sweeps/sweepFolder.js';
import { type SweptResult, sweptResultIn } from '../../sweeps/sweptResult.js';
import { describeSweep } from '../../ui/describeSweep.js';
import { percent } from '../../ui/format.js';
import { several } from '../arguments.js';
import { EXIT } from '../exitCodes.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import {
  nameChanged,
  parseOverrides,
  refuseRecorded,
  repeatChanges,
  scenarioTitle,
} from '../scenarioFile.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { createLocalExecutor, createQueueExecutor, type PlannedRun } from '../executors.js';
import { tellNotices } from '../tellNotices.js';
import { tellUnseen } from '../tellUnseen.js';
import { version } from '../version.js';

const LEFT_OUT_MAX = 500;
const LABEL_MAX = 200;
const PATH_MAX = 4096;

interface SweepOptions extends ModuleOptions {
  readonly set?: readonly string[];
  readonly rounds?: string;
  readonly skipImpossible?: boolean;
  readonly out?: string;
  readonly redis?: string;
  readonly dryRun?: boolean;
}

/** `krumble sweep GRID` */
export function sweepCommand(): Command {
  return takesModules(new Command('sweep'))
    .description('run a scenario in every combination of the values that its fields have lists of')
    .argument('<grid>', 'a scenario file in which any field may have a list, as in z: [0.5, 1, 1.5]')
    .option('--set <path=value>', 'change a field, to a value or a list; may be given several times', several)
    .option('--rounds <n>', 'the same as --set training.rounds=n')
    .option(
      '--skip-impossible',
      'leave out combinations that are no scenarios, as Bulyan with too many corrupted workers',
    )
    .option('--out <folder>', 'where runs and results are kept (default: runs/ and the name of the grid)')
    .option(
      '--redis <url>',
      'have the runs made by all krumble workers that are connected to this Redis server',
    )
    .option('--dry-run', 'list the runs and which of them are there')
    .addHelpText(
      'after',
      '\nCan be interrupted at any time: the same command goes on, and runs nothing twice.' +
        '\nExample: krumble sweep grid.yaml --set seed=[1,2,3]',
    )
    .action(sweep);
}

async function sweep(file: string, options: SweepOptions): Promise<void> {
  const catalogue = await openCatalogue(options);
  const leaveOut = options.skipImpossible ?? false;
  refuseRecorded(file);
  const world = createWorldCheck(catalogue);
  const overrides = parseOverrides(options);
  const grid = renamed(loadGrid(file, overrides, { leaveOut, catalogue, check: world.check }), overrides);
  if (options.dryRun || options.redis !== undefined) tellUnseen(world);
  const out = options.out ?? chooseSweepFolder(path.join('runs', scenarioTitle(file)));
  checkSweepFolder(out);
  // Held from before it is read; a folder that is not there yet, when it is made.
  const lock = options.dryRun || !existsSync(out) ? null : takeLock(out, 'sweep');
  try {
    await sweepInto(out, grid, { catalogue, lock, options });
    const { skipImpossible, redis } = options;
    const more = [
      ...repeatChanges(options),
      ...(skipImpossible ? ['--skip-impossible'] : []),
      ...['--out', out],
      ...(redis === undefined ? [] : ['--redis', redis]),
    ];
    const isWhole = !options.dryRun && process.exitCode !== EXIT.interrupted;
    tellNext(NEXT.sweep(out, isWhole ? null : ['sweep', file, ...more]), options);
  } finally {
    lock?.release();
  }
}

/** The grid and its scenarios, named by what was changed in all of them; what is varied its table says. */
function renamed(grid: Grid, overrides: readonly Override[]): Grid {
  const isVaried = ({ path: keys }: Override) =>
    grid.axes.some(({ field }) => `${field}.`.startsWith(`${keys.join('.')}.`));
  const changes = overrides.filter((one) => !isVaried(one));
  const points = grid.points.map(({ at, scenario }) => {
    const name = nameChanged(scenario.name, changes);
    return { at, scenario: name === scenario.name ? scenario : Object.freeze({ ...scenario, name }) };
  });
  return { ...grid, name: nameChanged(grid.name, changes), points };
}

async function sweepInto(
  out: string,
  grid: Grid,
  { catalogue, lock, options }: Pick<Making, 'catalogue' | 'lock'> & { readonly options: SweepOptions },
): Promise<void> {
  const points = grid.points.map((point) => planRun(point, grid, { out, catalogue }));
  const planned = [...new Map(points.map((one) => [one.run, one])).values()];
  const results = resultsIn(out, planned, catalogue);
  const missing = planned.filter(({ run }) => !results.has(run));
  tellLeftOut(grid.leftOut);
  tellNotices(
    points.flatMap(({ scenario }) => explainIdleAttacks(scenario, findEntries(catalogue, scenario))),
  );
  tellOtherBuild(out, missing.length);
  if (options.dryRun) return listRuns(points, results);
  const sweepSoFar = () => buildSweep(grid, points, results);
  const save = () => writeSweep(disk, out, sweepSoFar(), { rows: buildRows(planned, results), catalogue });
  const isDone =
    missing.length === 0 ||
    (await makeMissing(missing, results, { out, save, catalogue, lock, redis: options.redis }));
  if (missing.length === 0) await save();
  if (!isDone) process.exitCode = EXIT.interrupted;
  process.stdout.write(
    `${describeSweep(sweepSoFar(), process.stdout.columns ?? Infinity)}\n${showText(out, PATH_MAX)}\n`,
  );
}

/** How missing runs are made, and where they are kept. */
interface Making {
  readonly out: string;
  readonly save: () => Promise<void>;
  readonly catalogue: Catalogue;
  /** The folder's lock; null where it is not taken yet. */
  readonly lock: Lock | null;
  readonly redis: string | undefined;
}

/**
 * Makes the runs that are missing and saves what there is, before and after.
 * False: somebody asked to stop.
 */
async function makeMissing(
  missing: readonly PlannedRun[],
  results: Map<string, SweptResult>,
  { out, save, catalogue, lock, redis }: Making,
): Promise<boolean> {
  // What there is none of, a data set or a server, is told before anything is written.
  const work = await (redis === undefined
    ? createLocalExecutor(missing, catalogue)
    : createQueueExecutor(redis, missing, catalogue));
  let taken: Lock | null = null;
  try {
    makeFolder(path.resolve(out), '--out');
    if (lock === null) taken = takeLock(out, 'sweep');
    await save();
    return await work.execute(results).finally(save);
  } finally {
    taken?.release();
    work.close();
  }
}

function planRun(
  { at, scenario }: Point,
  { axes }: Grid,
  { out, catalogue }: Pick<Making, 'out' | 'catalogue'>,
): PlannedRun {
  const run = runKey(scenario, nameBuild(version()), catalogue);
  const label = axes.map(({ field, values }, axis) => `${field} ${values[at[axis]]}`).join(', ');
  return { at, run, label: showText(label, LABEL_MAX), scenario, folder: path.join(out, run) };
}

/**
 * What is known already: of runs in the folder,
 * and of those that were made elsewhere; of the grid and of others.
 */
function resultsIn(
  out: string,
  planned: readonly PlannedRun[],
  catalogue: Catalogue,
): Map<string, SweptResult> {
  const before = holdsSweep(out) ? readSweep(out) : { points: [], others: [] };
  const noted = [...before.others, ...before.points];
  const results = new Map(noted.flatMap(({ run, result }) => (result ? [[run, result] as const] : [])));
  for (const { run, folder } of planned) {
    const result = sweptResultIn(folder, catalogue);
    if (result) results.set(run, result);
  }
  return results;
}

function listRuns(points: readonly PlannedRun[], results: ReadonlyMap<string, SweptResult>): void {
  for (const { run, folder, label } of points) {
    const result = results.get(run);
    const state = result ? `there, ${percent(result.accuracyMax)} at best` : 'not there yet';
    process.stdout.write(`${label}: ${state}: ${showText(folder, PATH_MAX)}\n`);
  }
}

function buildSweep(
  { name, axes }: Grid,
  points: readonly PlannedRun[],
  results: ReadonlyMap<string, SweptResult>,
): Sweep {
  const swept = points.map(({ at, run }) => ({ at, run, result: results.get(run) ?? null }));
  const runs = new Set(points.map(({ run }) => run));
  const others = [...results].flatMap(([run, result]) => (runs.has(run) ? [] : [{ run, result }]));
  return { krumble: nameBuild(version()), name, axes, points: swept, others };
}

function buildRows(planned: readonly PlannedRun[], results: ReadonlyMap<string, SweptResult>): Row[] {
  return planned.flatMap(({ run, scenario }) => {
    const result = results.get(run);
    return result ? [{ run, scenario, result }] : [];
  });
}

/** Says why runs are made that a user may remember to be there. */
function tellOtherBuild(out: string, missing: number): void {
  if (missing === 0 || !holdsSweep(out)) return;
  const { krumble } = readSweep(out);
  if (krumble === nameBuild(version())) return;
  process.stderr.write(
    `what is in ${showText(out, PATH_MAX)} is the work of krumble ${showText(krumble, LABEL_MAX)}, this is ` +
      `${nameBuild(version())}: it stays, and is not taken for this one’s (krumble why says what changed)\n`,
  );
}

/** Says what was left out, each reason once. */
function tellLeftOut(reasons: readonly string[]): void {
  for (const reason of new Set(reasons)) {
    const count = reasons.filter((one) => one === reason).length;
    process.stderr.write(`${count} left out: ${showText(reason, LEFT_OUT_MAX)}\n`);
  }
}
