import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { createRoundMemory } from '../actors/roundMemory.js';
import type { World } from '../actors/world.js';
import { InterruptError } from '../errors/interruptError.js';
import { countCores } from '../files/machineLimits.js';
import type { BackendFacts } from '../models/backend.js';
import { nowMs } from './clock.js';
import { type CrewJobs, createCrewJobs, type JobOrder, type DoneJob, LostThread } from './crewJobs.js';
import { createResultBook } from './resultBook.js';
import { createParking } from './parking.js';
import { reviveFailure } from './reviveFailure.js';
import { countArrived, createStageCounters, type Lane } from './stageCounters.js';
import type { ThreadJob, ThreadJobResult, ThreadMessage } from './threadJob.js';
import { createThreadNotes, readOwnCode } from './threadNotes.js';
import { createTrialBoard } from './trialBoard.js';
import { watchThreads } from './watchThreads.js';

const START_DEADLINE_MS = 120_000;
/** How often it is looked whether threads have arrived. */
const ARRIVAL_MS = 2;

/** Threads that walk plans together, with the memory that they share. It ends when one of them is lost. */
export interface Crew {
  readonly backend: BackendFacts;
  /** The thread that was lost first; null: none. */
  readonly lost: LostThread | null;
  /** Has a plan walked. One of a lane at a time. Throws the LostThread with which the crew ended. */
  walk(lane: Lane, order: JobOrder): Promise<DoneJob>;
  /** Done when all threads have left. */
  leave(): Promise<void>;
}

/** How a crew is set up. */
export interface CrewOptions {
  readonly threads: number;
  /** How many of them walk at once; the others wait their turn. Default: as many as there are cores. */
  readonly awakeMax?: number | undefined;
  /** The longest that a step may take. */
  readonly stepDeadlineMs: number;
  /** Heeded while threads start. */
  readonly signal?: AbortSignal | undefined;
}

type Pool = Piscina<ThreadJob, ThreadJobResult>;

/** What threads say while they start and when they end. */
interface Roll {
  backend: BackendFacts | null;
  /** What a thread could not load. */
  failure: Error | null;
  readonly tasks: Promise<void>[];
  readonly ports: MessagePort[];
}

/**
 * Gives every thread of a pool its task, and waits until all have loaded what they need.
 * Throws an InterruptError where the signal is aborted before, what a thread could not load,
 * and a LostThread where one was lost.
 */
export async function startCrew(pool: Pool, world: World, options: CrewOptions): Promise<Crew> {
  const { threads, awakeMax = countCores(), stepDeadlineMs } = options;
  const pair = () => [createResultBook(), createResultBook()] as const;
  const shared = {
    counters: createStageCounters(),
    parking: createParking(threads, awakeMax),
    memory: createRoundMemory(world),
    trials: createTrialBoard(world),
    books: { training: pair(), evaluation: pair() },
    spins: Math.min(threads, awakeMax) <= countCores(),
  };
  const notes = Array.from({ length: threads }, createThreadNotes);
  const stops = notes.map(() => new AbortController());
  const jobs = createCrewJobs(shared, notes);
  const roll: Roll = { backend: null, failure: null, tasks: [], ports: [] };
  const watching = watchThreads(notes, stepDeadlineMs, (thread) => {
    stops[thread].abort(`no answer within ${stepDeadlineMs / 1000} s`);
  });
  const start = (thread: number) => {
    startThread(
      pool,
      { ...shared, thread, notes: notes[thread] },
      { jobs, roll, stop: stops[thread].signal },
    );
  };
  await startThreads(threads, start, () => ({
    isAborted: options.signal?.aborted === true,
    error: roll.failure ?? jobs.lost,
    arrived: roll.backend === null ? 0 : countArrived(shared.counters),
    ownCode: notes.map(readOwnCode).find((label) => label !== null) ?? null,
  }));
  return {
    backend: roll.backend!,
    get lost() {
      return jobs.lost;
    },
    walk: jobs.walk,
    leave: async () => {
      jobs.dismiss();
      await Promise.all(roll.tasks);
      watching.stop();
      for (const port of roll.ports) port.close();
    },
  };
}

/** Gives one thread its task, and notes what becomes of it. */
function startThread(
  pool: Pool,
  job: Omit<ThreadJob, 'port'>,
  { jobs, roll, stop }: { readonly jobs: CrewJobs; readonly roll: Roll; readonly stop: AbortSignal },
): void {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (message: ThreadMessage) => {
    if ('backend' in message) roll.backend = message.backend;
    else jobs.finish(message);
  });
  port1.unref();
  roll.ports.push(port1);
  const task = pool.run({ ...job, port: port2 }, { transferList: [port2], signal: stop });
  roll.tasks.push(
    task.then(
      ({ failure }) => {
        if (failure !== null) roll.failure ??= reviveFailure(failure);
      },
      (cause: unknown) => {
        const { reason } = stop as { readonly reason?: unknown };
        jobs.lose(job.thread, typeof reason === 'string' ? reason : describe(cause));
      },
    ),
  );
}

/**
 * No more are on their way at once than cores have hands for: the rest would only make them slower,
 * and none of them heeds anything until it has loaded.
 */
async function startThreads(
  threads: number,
  start: (thread: number) => void,
  look: () => {
    readonly isAborted: boolean;
    readonly error: Error | null;
    readonly arrived: number;
    readonly ownCode: string | null;
  },
): Promise<void> {
  const atOnce = 2 * countCores();
  const endMs = nowMs() + START_DEADLINE_MS;
  for (let started = 0; started < threads;) {
    const next = Math.min(threads, started + atOnce);
    while (started < next) start(started++);
    for (let now = look(); now.arrived < started; now = look()) {
      if (now.isAborted) throw new InterruptError();
      if (now.error !== null) throw now.error;
      if (nowMs() > endMs) {
        throw new LostThread('a thread does not start', { lane: null, ownCode: now.ownCode });
      }
      await sleep(ARRIVAL_MS);
    }
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
