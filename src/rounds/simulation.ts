import { PARAMETERS } from '../actors/stateTensors.js';
import { pickVersion } from '../actors/world.js';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { checkThreads } from '../cluster/checkThreads.js';
import { createCluster } from '../cluster/cluster.js';
import type { Fault } from '../cluster/faults.js';
import { EXECUTORS, type ExecutorName, type Walked, type WalkedRound } from '../cluster/executor.js';
import { InputError } from '../errors/inputError.js';
import { invariant } from '../errors/invariantError.js';
import { show } from '../errors/show.js';
import { BACKENDS, type BackendFacts, type BackendName, prepareBackend } from '../models/backend.js';
import type { Picture } from '../measures/picture.js';
import { findEntries, type ScenarioEntries } from '../scenario/findEntries.js';
import type { Scenario } from '../scenario/scenario.js';
import { firstDigest } from './digest.js';
import { takePicture } from './buildBackdoorPicture.js';
import { playRounds, type Progress } from './playRounds.js';
import type { Round } from './round.js';
import type { State } from './state.js';
import { createWorld, type Origin } from './world.js';

/** How a scenario is simulated. Nothing here changes a record, but for the backend. */
export interface SimulationOptions {
  /** Threads that actors run on; default: as many as this machine can run at once. */
  readonly threads?: number | undefined;
  /** How many of them work at once, while the others wait; default: as many as there are cores. */
  readonly awakeMax?: number | undefined;
  /** What the scenario's names mean; default: what comes with krumble. */
  readonly catalogue?: Catalogue | undefined;
  /**
   * How steps are done: `shared` (by threads with common memory), `messages` (by threads to which all that
   * they read is sent) or `inline` (by the caller's thread). Default: shared.
   */
  readonly executor?: ExecutorName | undefined;
  /** Default: wasm. */
  readonly backend?: BackendName | undefined;
  /** The longest that a step of an actor may take before its thread is replaced; default: the task's. */
  readonly taskDeadlineMs?: number | undefined;
  readonly threadHeapMb?: number | undefined;
  /** Faults to inject, for tests of recovery. */
  readonly faults?: readonly Fault[] | undefined;
  /** Where to start; default: before round 0, from the scenario's initial parameters. */
  readonly start?: State | undefined;
  /** Where aborted while threads start, opening ends them and throws an InterruptError. */
  readonly signal?: AbortSignal | undefined;
  /** Asked before each round whether it may begin; false ends the rounds. */
  readonly mayBegin?: ((round: number) => Promise<boolean>) | undefined;
  /** Told of threads that were lost and replaced. */
  readonly onIncident?: ((incident: string) => void) | undefined;
  /** Told of each round how its training went, step by step, for measurements. */
  readonly onTrained?: ((round: number, walked: Walked) => void) | undefined;
  /** Told of each round what was reported in it, which is to be copied at once. */
  readonly onReported?: ((round: number, trained: WalkedRound) => void) | undefined;
}

/** A scenario with its cluster, ready to play. */
export interface Simulation {
  readonly scenario: Scenario;
  readonly entries: ScenarioEntries;
  readonly catalogue: Catalogue;
  readonly threads: number;
  readonly backend: BackendFacts;
  readonly data: { readonly name: string; readonly train: string; readonly test: string };
  readonly initial: Origin['initial'];
  /** The image that a scenario's attack is about, by default of this one, to look at; null without one. */
  picture(of?: Scenario): Picture | null;
  /** The digest before the first round that is played. */
  readonly startDigest: string;
  /**
   * Plays the rounds, one each time the next is asked for; the next one is begun before.
   * Can be played once.
   * Throws an OverflowError where the model overflows,
   * and an InvariantError when a round cannot be completed; both name seed and round.
   */
  rounds(): AsyncGenerator<Round, void, undefined>;
  /** A copy of the state after the last round that was played. */
  state(): State;
  /** Ends all threads. */
  close(): Promise<void>;
}

/** Loads the data, starts the threads and sets up the world before its first round. Close it when done. */
export async function openSimulation(
  scenario: Scenario,
  options: SimulationOptions = {},
): Promise<Simulation> {
  checkOptions(options);
  if ((options.backend ?? 'wasm') === 'wasm') prepareBackend('wasm'); // told before anything is loaded
  const catalogue = options.catalogue ?? builtIn;
  const entries = findEntries(catalogue, scenario);
  const { world, initial } = createWorld(scenario, entries, options.start ?? null);
  const startDigest = options.start?.digest ?? firstDigest(world.state[PARAMETERS][0]);
  const progress: Progress = { round: options.start?.round ?? 0, digest: startDigest };
  let started = false;
  const picture = (of: Scenario = scenario) => takePicture(findEntries(catalogue, of), world.set);
  picture(); // throws where there is nothing to see
  const cluster = await createCluster(world, {
    ...options,
    backend: options.backend ?? 'wasm',
    modules: catalogue.modules,
    stepDeadlineMs: options.taskDeadlineMs ?? 1000 * entries.task.deadline,
  });
  return {
    scenario,
    entries,
    catalogue,
    threads: cluster.threads,
    backend: cluster.backend,
    data: { name: world.set.name, ...world.set.hashes },
    initial,
    picture,
    startDigest,
    rounds: () => {
      invariant(!started, 'a simulation can be played once');
      started = true;
      return playRounds(world, cluster, progress, {
        mayBegin: options.mayBegin ?? (() => Promise.resolve(true)),
        onReported: options.onReported,
        onTrained: options.onTrained ?? (() => undefined),
      });
    },
    state: () => {
      const version = pickVersion(progress.round);
      return {
        ...progress,
        tensors: Object.fromEntries(
          world.tensors.map(({ name }) => [name, new Float32Array(world.state[name][version])]),
        ),
      };
    },
    close: () => cluster.destroy(),
  };
}

/** Throws an InputError that names the option; programs are typed, but not all who call a library are. */
function checkOptions({
  threads,
  awakeMax,
  executor,
  backend,
  taskDeadlineMs,
  threadHeapMb,
}: SimulationOptions): void {
  if (threads !== undefined) checkThreads(threads);
  if (awakeMax !== undefined && !(Number.isInteger(awakeMax) && awakeMax >= 1)) {
    throw new InputError({ field: 'awakeMax', found: show(awakeMax), allowed: 'a whole number from 1' });
  }
  if (executor !== undefined && !EXECUTORS.includes(executor)) {
    throw new InputError({ field: 'executor', found: show(executor), allowed: EXECUTORS.join(', ') });
  }
  if (backend !== undefined && !BACKENDS.includes(backend)) {
    throw new InputError({ field: 'backend', found: show(backend), allowed: BACKENDS.join(', ') });
  }
  for (const [field, value] of Object.entries({ taskDeadlineMs, threadHeapMb })) {
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new InputError({ field, found: show(value), allowed: 'a number above 0' });
  }
}
