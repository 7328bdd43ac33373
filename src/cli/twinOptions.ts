import type { Command } from 'commander';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { countCores } from '../files/machineLimits.js';
import type { Manifest } from '../runs/manifest.js';
import { findTwin } from '../runs/twinFolder.js';
import { honestTwin } from '../scenario/honestTwin.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Observer } from '../ui/observer.js';
import type { ObserverOptions } from './observedSession.js';
import { isFullScreen } from './observers.js';
import type { PresentOptions } from './presentation.js';
import { openTwin } from './twinSession.js';

/** Whether the honest twin is played; undefined: by the user interface; false: not even shown. */
export interface TwinOptions {
  readonly twin?: boolean;
}

/** A twin beside the run of a command; every part does nothing where there is none. */
export interface TwinBeside {
  /** Waits for its last round, where somebody asked for it and nobody looks at the screen meanwhile. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Gives a command the options of those that play a run's honest twin beside it. */
export function addTwinOptions(command: Command): Command {
  return command
    .option(
      '--twin',
      'play the same without the attack beside it, and show both (default: on the full screen)',
    )
    .option('--no-twin', 'neither play nor show it');
}

/** Throws an InputError where a twin is asked for and there is no attack to leave out. */
export function checkTwinOptions({ twin }: TwinOptions, scenario: Scenario): void {
  if (twin !== true || honestTwin(scenario) !== null) return;
  throw new InputError({ place: { file: '--twin' }, problem: 'the scenario has no attack to be left out' });
}

/**
 * Opens the twin of the run in a folder, as the options say: played beside the run where that leaves cores
 * free, else when the run is done; without `runThreads` only shown as far as it is known.
 */
export function openTwinBeside(
  { folder, manifest }: { readonly folder: string; readonly manifest: Manifest },
  options: TwinOptions & ObserverOptions & PresentOptions,
  {
    catalogue,
    observer,
    signal,
    runThreads,
  }: {
    readonly catalogue: Catalogue;
    readonly observer: Observer;
    readonly signal: AbortSignal;
    /** How many threads the run takes; null: it is only looked at. */
    readonly runThreads: number | null;
  },
): TwinBeside {
  const isFull = isFullScreen(options.ui);
  const isShown = options.twin ?? (isFull || !['json', 'quiet'].includes(options.ui));
  const twin = isShown ? findTwin(folder, manifest, catalogue) : null;
  if (twin === null) return { settle: async () => undefined, close: async () => undefined };
  const play = (options.twin ?? isFull) && runThreads !== null;
  const coresFree = play ? countCoresFree(runThreads, options) : 0;
  const { ended, close, begin } = openTwin(twin, { catalogue, observer, play });
  if (coresFree > 0) begin(coresFree);
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  const settle = async () => {
    if (signal.aborted) return;
    begin(countCores());
    if (!isFull) await Promise.race([ended, stopped]);
  };
  return { settle, close };
}

/** The cores that a run leaves; half of them where it is held up, for it waits much of the time. */
function countCoresFree(runThreads: number, { pace, present }: PresentOptions): number {
  const cores = countCores();
  const isHeldUp = pace !== undefined || present === true;
  return isHeldUp ? Math.max(1, Math.floor(cores / 2)) : cores - runThreads;
}
