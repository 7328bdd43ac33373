import type { Catalogue } from '../catalogue/catalogue.js';
import { invariant } from '../errors/invariantError.js';
import { findEntries } from '../scenario/findEntries.js';
import type { Axis } from '../scenario/grid.js';
import type { Scenario } from '../scenario/scenario.js';
import type { SweptResult } from '../sweeps/sweptResult.js';
import { describeCommon } from '../ui/describeCommon.js';
import { SweptRun } from '../ui/sweptRun.js';
import type { SweepScreen } from '../ui/terminal/sweepScreen.js';
import { EXIT } from './exitCodes.js';
import { followSweep } from './followSweep.js';
import { takeInterrupt } from './interrupt.js';
import { createLookInto } from './lookIntoRun.js';
import { openScreen } from './observers.js';
import type { PoolWatcher } from './runPool.js';
import type { RunRequest } from './childRun.js';

/** What a screen shows of a sweep. */
export interface ShownSweep {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly runs: readonly ShownSweepRun[];
  /** One of the scenarios; null where none is known yet. */
  readonly scenario: Scenario | null;
  readonly isOurs: boolean;
}

interface ShownSweepRun {
  readonly folder: string;
  readonly at: readonly number[];
  /** null: it has not ended, as far as is known. */
  readonly result: SweptResult | null;
  /** null: not known. */
  readonly roundsWanted: number | null;
}

/** A sweep that somebody looks at on the full screen. */
export interface SweepSession {
  /** Shows how runs get on that are made; `take` says what one came to. */
  watch(take: (request: RunRequest) => SweptResult): PoolWatcher;
  /** Stays open until somebody leaves; not where runs were stopped. */
  finish(isDone: boolean): Promise<void>;
  /** Gives the terminal back. Does nothing the second time. */
  close(): void;
}

/** Opens the full screen for a sweep. */
export async function openSweepSession(
  { name, axes, runs, scenario, isOurs }: ShownSweep,
  { ascii, catalogue }: { readonly ascii: boolean; readonly catalogue: Catalogue },
): Promise<SweepSession> {
  const seen = runs.map(({ folder, at, result, roundsWanted }) => {
    const run = new SweptRun(
      axes.map(({ values }, axis) => values[at[axis]]),
      roundsWanted,
    );
    if (result !== null) run.finish(result);
    return { folder, run };
  });
  const fields = axes.map(({ field }) => field);
  const about =
    scenario === null ? [] : describeCommon({ scenario, entries: findEntries(catalogue, scenario) }, fields);
  const controller = new AbortController();
  const { signal } = controller;
  let stop: () => void = () => undefined;
  const screen = await openScreen({
    ...{ ascii, facts: { name, about, fields, runs: seen.map(({ run }) => run), isOurs } },
    ...{
      stop: () => stop(),
      lookInto: createLookInto(
        runs.map(({ folder }) => folder),
        catalogue,
      ),
    },
  });
  const { isShown, changed, tell } = screen;
  followSweep(seen, { catalogue, signal, isShown, changed, tell }).catch((error: Error) =>
    tell(error.message),
  );
  const findRun = ({ folder }: RunRequest) => {
    const found = seen.find((one) => one.folder === folder);
    invariant(found !== undefined, `${folder} is no run of this sweep`);
    return found.run;
  };
  const close = () => {
    controller.abort();
    screen.close();
  };
  return {
    watch: (take) => ({
      onOpen: (ask) => (stop = ask),
      onStart: (request) => {
        findRun(request).state = 'running';
        changed();
      },
      onDone: (request) => {
        findRun(request).finish(take(request));
        changed();
      },
      onFailure: (request, { message }) => {
        findRun(request).state = 'failed';
        tell(message);
      },
      onStop: () => screen.enter('stopping'),
    }),
    finish: async (isDone) => {
      for (const { run } of seen) if (!isDone && run.state === 'running') run.state = 'stopped';
      if (isDone) await untilLeft(screen);
      close();
    },
    close,
  };
}

/** Ends too when a signal asks to stop, as that of a terminal that is closed. */
async function untilLeft(screen: SweepScreen): Promise<void> {
  screen.enter('over');
  let wake: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (wake = resolve));
  const interrupt = takeInterrupt(wake, EXIT.done);
  await Promise.race([screen.left, asked]);
  interrupt.release();
}
