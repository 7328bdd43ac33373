import { checkPlan } from '../actors/checkPlan.js';
import { type Plan, planEvaluation, planTraining } from '../actors/plan.js';
import type { World } from '../actors/world.js';
import type { UsedModule } from '../catalogue/usedModule.js';
import { InputError } from '../errors/inputError.js';
import { countCores } from '../files/machineLimits.js';
import { type BackendFacts, type BackendName, prepareBackend } from '../models/backend.js';
import { listCorrupted } from '../scenario/corruption.js';
import { castRound } from '../scenario/participants.js';
import { tryBackend } from './backendTrial.js';
import type { Executor, ExecutorName, Walked, WalkedRound } from './executor.js';
import type { Fault } from './faults.js';
import { createInlineExecutor } from './inlineExecutor.js';
import { createMessagesExecutor } from './messagesExecutor.js';
import { createSharedExecutor } from './sharedExecutor.js';

const THREAD_HEAP_MB = 4096;
/** Threads a core beyond which it is told that there are many. */
const CROWDED = 4;

/** How a cluster is set up. None of it changes a result, but for the backend. */
export interface ClusterOptions {
  /** Default: as many as this machine can run at once. */
  readonly threads?: number | undefined;
  /** How many of them work at once. Default: as many as there are cores. */
  readonly awakeMax?: number | undefined;
  readonly backend: BackendName;
  /** Default: shared. */
  readonly executor?: ExecutorName | undefined;
  /** A user's own modules that entries of the world came from. */
  readonly modules: readonly UsedModule[];
  /** A step that takes longer is given up, its thread replaced and the round's work redone. */
  readonly stepDeadlineMs: number;
  /** JavaScript heap of a thread; one that needs more ends and is replaced. */
  readonly threadHeapMb?: number | undefined;
  readonly faults?: readonly Fault[] | undefined;
  /** Where aborted while threads start, these are ended and an InterruptError is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every thread that was lost and replaced, and of more threads than make sense. */
  readonly onIncident?: ((incident: string) => void) | undefined;
}

/** Actors over threads. */
export interface Cluster {
  readonly threads: number;
  readonly backend: BackendFacts;
  /** Trains a round. The parameters that it leads to are in its memory, to be committed. */
  train(round: number): Promise<WalkedRound>;
  /** Measures what a round led to, which is committed. May go on beside the training of the next one. */
  evaluate(round: number): Promise<Walked>;
  /** Ends all threads, at once. */
  destroy(): Promise<void>;
}

/** Starts the threads and waits until every one has loaded the backend. */
export async function createCluster(world: World, options: ClusterOptions): Promise<Cluster> {
  const cores = countCores();
  const threads = options.executor === 'inline' ? 1 : (options.threads ?? cores);
  const onIncident = options.onIncident ?? (() => undefined);
  if (threads > CROWDED * cores) {
    onIncident(
      `${threads} threads on ${cores} ${cores === 1 ? 'core' : 'cores'}: no more than ${cores} work at once, and all have to start`,
    );
  }
  if (options.backend === 'tensorflow') await mustWork(options.backend);
  const planRound = planChecked(world);
  const executor = await openExecutor(world, options, threads, onIncident);
  return {
    threads,
    backend: executor.backend,
    train: (round) => executor.walk('training', planRound(round), round),
    evaluate: async (round) => {
      const plan = planEvaluation(world, round);
      if (plan.length > 0) return executor.walk('evaluation', plan, round);
      return { plan, results: () => [], steps: () => [], moved: { messages: 0, bytes: 0 } };
    },
    destroy: () => executor.destroy(),
  };
}

function openExecutor(
  world: World,
  options: ClusterOptions,
  threads: number,
  onIncident: (incident: string) => void,
): Promise<Executor> {
  const { modules, backend, faults = [], threadHeapMb = THREAD_HEAP_MB } = options;
  const { stepDeadlineMs, awakeMax, signal } = options;
  if (options.executor === 'inline') {
    if (faults.every(({ kind }) => kind === 'flip')) return createInlineExecutor(world, { backend, faults });
    throw new InputError({
      field: 'faults',
      problem: 'they end or hold up a thread, and the executor inline has none',
      allowed: 'the executors shared, messages',
    });
  }
  const { entries: _, ...shared } = world; // functions do not travel: each thread looks them up
  const open = options.executor === 'messages' ? createMessagesExecutor : createSharedExecutor;
  return open(
    world,
    { world: shared, modules, backend, faults },
    { threads, awakeMax, stepDeadlineMs, threadHeapMb, signal, onIncident },
  );
}

/** Where workers are drawn for each round there are as many plans as draws: so many are checked. */
const PLANS_MAX = 100;

/** Plans of rounds, each checked once: they differ by whether an attack is on, and which rows are theirs. */
function planChecked(world: World): (round: number) => Plan {
  const known = new Map<string, Plan>();
  return (round) => {
    const colluders = world.entries.isAttacked(round) ? listCorrupted(castRound(world.scenario, round)) : [];
    const key = colluders.join();
    const plan = known.get(key) ?? planTraining(world, round);
    if (known.has(key) || known.size === PLANS_MAX) return plan;
    checkPlan(plan, world, round);
    known.set(key, plan);
    return plan;
  };
}

/**
 * Throws an InputError that says why a backend cannot be used here, before a thread of this process loads it.
 */
async function mustWork(name: BackendName): Promise<void> {
  const probe = await tryBackend(name, { timed: false });
  if (!probe.usable) {
    throw new InputError({ field: 'backend', found: name, allowed: 'wasm', problem: probe.problem });
  }
  prepareBackend(name);
}
