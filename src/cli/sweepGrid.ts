import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { showText } from '../errors/show.js';
import { disk } from '../files/disk.js';
import { makeFolder } from '../files/makeFolder.js';
import { nameBuild } from '../runs/build.js';
import { type Lock, takeLock } from '../runs/lock.js';
import { runKey } from '../runs/runKey.js';
import { explainIdleAttacks } from '../scenario/explainIdleAttacks.js';
import { findEntries } from '../scenario/findEntries.js';
import type { Grid, Point } from '../scenario/grid.js';
import type { Row } from '../sweeps/columns.js';
import { checkSweepFolder, holdsSweep, readSweep, type Sweep, writeSweep } from '../sweeps/sweepFolder.js';
import { type SweptResult, sweptResultIn } from '../sweeps/sweptResult.js';
import { describeSweep } from '../ui/describeSweep.js';
import { describeOutcome } from '../ui/describeOutcome.js';
import { EXIT } from './exitCodes.js';
import { createLocalExecutor, createQueueExecutor, type PlannedRun } from './executors.js';
import { openSweepSession, type ShownSweep, type SweepSession } from './sweepSession.js';
import { tellNotices } from './tellNotices.js';
import { version } from './version.js';

const LEFT_OUT_MAX = 500;
const LABEL_MAX = 200;
const PATH_MAX = 4096;

/** How the runs of a grid are made. */
export interface Sweeping {
  readonly catalogue: Catalogue;
  /** The server whose workers make the runs; undefined: they are made here. */
  readonly redis?: string | undefined;
  /** How runs that are made here are shown; null: by a line for each. */
  readonly screen: { readonly ascii: boolean } | null;
  /** Whether runs are listed and none is made. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Makes those runs of a grid that its folder does not have yet, and prints what all came to.
 * Throws an InputError, and has changed nothing, where the folder holds something else or is at work.
 */
export async function sweepGrid(out: string, grid: Grid, sweeping: Sweeping): Promise<void> {
  checkSweepFolder(out);
  // Held from before it is read; a folder that is not there yet, when it is made.
  const lock = sweeping.dryRun || !existsSync(out) ? null : takeLock(out, 'sweep');
  let made: Made | null = null;
  try {
    made = await sweepInto(out, grid, { ...sweeping, lock });
  } finally {
    lock?.release();
  }
  if (made === null) return;
  await made.session?.finish(made.isDone);
  if (!made.isDone) process.exitCode = EXIT.interrupted;
  process.stdout.write(
    `${describeSweep(made.sweep, process.stdout.columns ?? Infinity)}\n${showText(out, PATH_MAX)}\n`,
  );
}

/** What there is when nothing more is made. */
interface Made {
  readonly sweep: Sweep;
  readonly isDone: boolean;
  /** The screen that is still open; null where there is none. */
  readonly session: SweepSession | null;
}

/** null: runs were listed only. */
async function sweepInto(
  out: string,
  grid: Grid,
  { catalogue, lock, redis, dryRun, screen }: Sweeping & Pick<Making, 'lock'>,
): Promise<Made | null> {
  const points = grid.points.map((point) => planRun(point, grid, { out, catalogue }));
  const planned = [...new Map(points.map((one) => [one.run, one])).values()];
  const results = resultsIn(out, planned, catalogue);
  const missing = planned.filter(({ run }) => !results.has(run));
  tellLeftOut(grid.leftOut);
  tellNotices(
    points.flatMap(({ scenario }) => explainIdleAttacks(scenario, findEntries(catalogue, scenario))),
  );
  tellOtherBuild(out, missing.length);
  if (dryRun) {
    listRuns(points, results);
    return null;
  }
  const sweepSoFar = () => buildSweep(grid, points, results);
  const save = () => writeSweep(disk, out, sweepSoFar(), { rows: buildRows(planned, results), catalogue });
  if (missing.length === 0) {
    await save();
    return { sweep: sweepSoFar(), isDone: true, session: null };
  }
  const open = () =>
    screen === null || redis !== undefined
      ? Promise.resolve(null)
      : openSweepSession(showSweep(grid, planned, results), { ascii: screen.ascii, catalogue });
  const made = await makeMissing(missing, results, { out, save, open, catalogue, lock, redis });
  return { sweep: sweepSoFar(), ...made };
}

/** How missing runs are made, and where they are kept. */
interface Making {
  readonly out: string;
  readonly save: () => Promise<void>;
  /** Opens the screen on which runs are shown; null: none. */
  readonly open: () => Promise<SweepSession | null>;
  readonly catalogue: Catalogue;
  /** The folder's lock; null where it is not taken yet. */
  readonly lock: Lock | null;
  readonly redis: string | undefined;
}

/** Makes the runs that are missing, until somebody asks to stop; saves what there is, before and after. */
async function makeMissing(
  missing: readonly PlannedRun[],
  results: Map<string, SweptResult>,
  { out, save, open, catalogue, lock, redis }: Making,
): Promise<Pick<Made, 'isDone' | 'session'>> {
  // What there is none of, a data set or a server, is told before anything is written.
  const work = await (redis === undefined
    ? createLocalExecutor(missing, catalogue)
    : createQueueExecutor(redis, missing, catalogue));
  let taken: Lock | null = null;
  let session: SweepSession | null = null;
  try {
    makeFolder(path.resolve(out), '--out');
    if (lock === null) taken = takeLock(out, 'sweep');
    await save();
    session = await open();
    const isDone = await work.execute(results, session).finally(save);
    return { isDone, session };
  } catch (error) {
    session?.close();
    throw error;
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
    const state = result ? `there, ${describeOutcome(result)}` : 'not there yet';
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

function showSweep(
  { name, axes }: Grid,
  planned: readonly PlannedRun[],
  results: ReadonlyMap<string, SweptResult>,
): ShownSweep {
  const runs = planned.map(({ run, folder, at, scenario }) => ({
    ...{ folder, at, result: results.get(run) ?? null, roundsWanted: scenario.training.rounds },
  }));
  return { name, axes, runs, scenario: planned[0].scenario, isOurs: true };
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
