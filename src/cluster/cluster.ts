import { blockCount } from '../actors/blocks.js';
import type { Message } from '../actors/messages.js';
import { createRoundMemory } from '../actors/roundMemory.js';
import { countParameters, type World } from '../actors/world.js';
import type { UsedModule } from '../catalogue/usedModule.js';
import { InputError } from '../errors/inputError.js';
import { countCores } from '../files/machineLimits.js';
import { type BackendFacts, type BackendName, prepareBackend } from '../models/backend.js';
import { type Delivered, deliver } from './deliver.js';
import type { Fault } from './faults.js';
import type { Outcome, ThreadJob } from './threadJob.js';
import { tryBackend } from './backendTrial.js';
import { createThreadPool } from './threadPool.js';
import { createTurns } from './turns.js';

const THREAD_HEAP_MB = 4096;
/** Threads a core beyond which it is told that there are many. */
const CROWDED = 4;

/** How a cluster is set up. None of it changes a result, but for the backend. */
export interface ClusterOptions {
  /** Default: as many as this machine can run at once. */
  readonly threads?: number | undefined;
  readonly backend: BackendName;
  /** A user's own modules that entries of the world came from. */
  readonly modules: readonly UsedModule[];
  /** A task that takes longer is given up, its thread replaced and the round's work redone. */
  readonly taskDeadlineMs: number;
  /** JavaScript heap of a thread; one that needs more ends and is replaced. */
  readonly threadHeapMb?: number | undefined;
  readonly faults?: readonly Fault[] | undefined;
  /** Where aborted while threads start, these are ended and an InterruptError is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every thread that was lost and replaced, and of more threads than make sense. */
  readonly onIncident?: ((incident: string) => void) | undefined;
  /** Told of each task that came back, for measurements. */
  readonly onTask?: ((round: number, outcomes: readonly Outcome[]) => void) | undefined;
}

/** Actors over threads. */
export interface Cluster {
  readonly threads: number;
  readonly backend: BackendFacts;
  /** Delivers messages until nobody has one left, as `deliver` says. Several deliveries may go on at once. */
  deliver(round: number, messages: readonly Message[]): Promise<Delivered>;
  /** Ends all threads, at once. */
  destroy(): Promise<void>;
}

/** Starts the threads and waits until every one has loaded the backend. */
export async function createCluster(world: World, options: ClusterOptions): Promise<Cluster> {
  const threads = options.threads ?? countCores();
  const onIncident = options.onIncident ?? (() => undefined);
  const onTask = options.onTask ?? (() => undefined);
  const cores = countCores();
  if (threads > CROWDED * cores) {
    onIncident(
      `${threads} threads on ${cores} ${cores === 1 ? 'core' : 'cores'}: that many take turns and start slowly`,
    );
  }
  const shards = blockCount(countParameters(world));
  if (options.backend === 'tensorflow') await mustWork(options.backend);
  const { entries: _, ...shared } = world; // functions do not travel: each thread looks them up
  let closed = false;
  const lent = { memory: createRoundMemory(world) };
  const renew = () => void (lent.memory = createRoundMemory(world));
  const pool = await createThreadPool(
    { world: shared, modules: options.modules, backend: options.backend, faults: options.faults ?? [] },
    {
      threads,
      memory: lent.memory,
      taskDeadlineMs: options.taskDeadlineMs,
      threadHeapMb: options.threadHeapMb ?? THREAD_HEAP_MB,
      signal: options.signal,
      // A thread that is ended may still be answering.
      onError: ({ message }) => closed || onIncident(`a thread failed outside a task: ${message}`),
    },
  );
  const turns = createTurns(threads);
  // An evaluation waits for nobody and nobody for it: it fills the threads' gaps.
  const submit = (job: ThreadJob) =>
    turns(!job.deliveries.every(({ to }) => to.startsWith('evaluator/')), () => pool.submit(job));
  const isClosed = () => closed;
  const jumped = new Set<number>();

  return {
    threads,
    backend: pool.backend,
    deliver: (round, messages) =>
      deliver({
        round,
        messages,
        threads,
        shards,
        lent,
        renew,
        submit,
        isClosed,
        jumped,
        onIncident,
        onTask,
      }),
    destroy: () => {
      closed = true;
      return pool.destroy();
    },
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
