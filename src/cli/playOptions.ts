import type { Command } from 'commander';
import type { BackendName } from '../models/backend.js';
import { THREADS_MAX } from '../cluster/checkThreads.js';
import { EXECUTORS } from '../cluster/executor.js';
import { InputError } from '../errors/inputError.js';
import { disk, type Disk } from '../files/disk.js';
import { faultyDisk } from '../files/faultyDisk.js';
import type { SimulationOptions } from '../rounds/simulation.js';
import { drawFaultPlan, type FaultPlan, readFaultPlan, type Simulated } from '../runs/faultPlan.js';
import type { Observer } from '../ui/observer.js';
import { parseChoice, wholeNumber } from './arguments.js';
import { addObserverOptions, type ObserverOptions, withObservedSession } from './observedSession.js';
import type { ModuleOptions } from './modules.js';
import {
  addPresentOptions,
  type Presentation,
  type PresentOptions,
  readPresentation,
} from './presentation.js';

const FAULTY_HEAP_MB = 96;

/** The options of every command that plays rounds, as they are typed. */
export interface PlayOptions extends ObserverOptions, ModuleOptions, PresentOptions {
  readonly threads?: string;
  readonly awake?: string;
  readonly executor?: string;
  readonly deadline?: string;
  readonly faults?: string;
}

/** How rounds are to be played and shown, read from the options. */
export interface PlaySetting {
  readonly simulation: SimulationOptions;
  readonly disk: Disk;
  readonly presentation: Presentation;
}

/** What rounds are played on: how, before whose eyes, and until when. */
export interface PlayContext {
  readonly simulation: SimulationOptions;
  readonly disk: Disk;
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

/** Gives a command the options of those that play rounds. */
export function addPlayOptions(command: Command): Command {
  const shown = addPresentOptions(addObserverOptions(command));
  return shown
    .option('--threads <n>', 'threads that actors run on (default: what this machine can run at once)')
    .option('--awake <n>', 'threads that work at once, the others wait (default: as many as cores)')
    .option(
      '--executor <name>',
      'shared (threads with common memory), messages (threads with none) or inline (no threads)',
      'shared',
    )
    .option(
      '--deadline <seconds>',
      'longest that a step may take before its thread is replaced (default: 60, CIFAR-100 21600)',
    )
    .option('--faults <plan>', 'faults to inject: a YAML file, or a number that a plan is drawn from');
}

/**
 * How rounds are to be simulated, from the options; `mayFlip`:
 * whether faults that change results are let through.
 */
export function readPlayOptions(
  options: PlayOptions,
  simulated: Simulated,
  { mayFlip }: { mayFlip: boolean },
): PlaySetting {
  const { threads, awake, deadline } = options;
  const plan = options.faults === undefined ? null : loadFaultPlan(options.faults, simulated);
  const flip = plan?.threads.findIndex(({ kind }) => kind === 'flip') ?? -1;
  if (flip >= 0 && !mayFlip) {
    throw flipRefused(options.faults!, flip);
  }
  return {
    simulation: {
      threads: threads === undefined ? undefined : wholeNumber('--threads', threads, 1, THREADS_MAX),
      awakeMax: awake === undefined ? undefined : wholeNumber('--awake', awake, 1, THREADS_MAX),
      executor: parseChoice('--executor', options.executor ?? 'shared', [...EXECUTORS]),
      taskDeadlineMs:
        deadline === undefined ? undefined : 1000 * wholeNumber('--deadline', deadline, 1, 86_400),
      faults: plan?.threads,
      threadHeapMb: plan?.threads.some(({ kind }) => kind === 'memory') ? FAULTY_HEAP_MB : undefined,
    },
    disk: plan === null ? disk : faultyDisk(disk, plan.disk),
    presentation: readPresentation(options, simulated.scenario.notes),
  };
}

/** The backend that `--backend` names. */
export function chooseBackend(name: string): BackendName {
  const chosen = parseChoice('--backend', name, ['auto', 'wasm', 'tensorflow']);
  return chosen === 'auto' ? 'wasm' : chosen; // the native backend only on request, until it is proven
}

/** Sets a stage with an observer and hands on ctrl-c and the pace, for as long as `play` takes. */
export async function withPlayContext(
  options: PlayOptions,
  setting: PlaySetting,
  play: (context: PlayContext) => Promise<void>,
): Promise<void> {
  await withObservedSession(options, setting.presentation, async ({ observer, signal, mayBegin }) => {
    const onIncident = (text: string) => observer.incident(text);
    const simulation = { ...setting.simulation, onIncident, signal, mayBegin };
    await play({ simulation, disk: setting.disk, observer, signal });
  });
}

function loadFaultPlan(text: string, simulated: Simulated): FaultPlan {
  return /^\d{1,16}$/.test(text) ? drawFaultPlan(Number(text), simulated) : readFaultPlan(text, simulated);
}

function flipRefused(file: string, index: number): InputError {
  return new InputError({
    place: { file },
    field: `threads.${index}.kind`,
    found: 'flip',
    problem: 'it changes results, so only replay takes it',
  });
}
