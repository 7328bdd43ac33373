import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { findActor, type Plan } from '../actors/plan.js';
import { createRoundMemory, type RoundMemory } from '../actors/roundMemory.js';
import type { World } from '../actors/world.js';
import { InterruptError } from '../errors/interruptError.js';
import { countCores } from '../files/machineLimits.js';
import type { BackendFacts } from '../models/backend.js';
import { watchThreads } from './watchThreads.js';
import { clearBook, createResultBook, type ResultBook } from './resultBook.js';
import { reviveFailure } from './reviveFailure.js';
import {
  close,
  countArrived,
  createStageCounters,
  type Lane,
  laneOfStage,
  openPlan,
  STAGES,
  type StageCounters,
  wake,
  WOKEN,
} from './stageCounters.js';
import type { ThreadJob, ThreadJobResult, ThreadMessage } from './threadJob.js';
import { createThreadNotes, readOwnCode, readStep } from './threadNotes.js';

const START_DEADLINE_MS = 120_000;
/** How often it is looked whether threads have arrived. */
const ARRIVAL_MS = 2;

/** A thread that does not come back: it died, or overran its deadline. */
export class LostThread extends Error {
  /** What it was at; null: between two steps. */
  readonly lane: Lane | null;
  /** The function of a user's own that it was in; null: it was in none. */
  readonly ownCode: string | null;

  constructor(message: string, { lane, ownCode }: Pick<LostThread, 'lane' | 'ownCode'>) {
    super(message);
    this.lane = lane;
    this.ownCode = ownCode;
  }
}

/** A job that the threads of a crew have done, with what they wrote. */
export interface DoneJob {
  readonly number: number;
  readonly book: ResultBook;
  readonly memory: RoundMemory;
  readonly counters: StageCounters;
}

/** Threads that walk plans together, with the memory that they share. It ends when one of them is lost. */
export interface Crew {
  readonly backend: BackendFacts;
  /** The thread that was lost first; null: none. */
  readonly lost: LostThread | null;
  /** Has a plan walked. One of a lane at a time. Throws the LostThread with which the crew ended. */
  walk(lane: Lane, job: { plan: Plan; round: number; attempt: number }): Promise<DoneJob>;
  /** Done when all threads have left. */
  leave(): Promise<void>;
}

/** How a crew is set up. */
export interface CrewOptions {
  readonly threads: number;
  /** The longest that a step may take. */
  readonly stepDeadlineMs: number;
  /** Heeded while threads start. */
  readonly signal?: AbortSignal | undefined;
}

type Pool = Piscina<ThreadJob, ThreadJobResult>;

/** A job that goes on. */
interface RunningJob {
  readonly number: number;
  readonly plan: Plan;
  readonly resolve: (done: DoneJob) => void;
  readonly reject: (lost: LostThread) => void;
}

/**
 * Gives every thread of a pool its task, and waits until all have loaded what they need.
 * Throws an InterruptError where the signal is aborted before, what a thread could not load,
 * and a LostThread where one was lost.
 */
export async function startCrew(pool: Pool, world: World, options: CrewOptions): Promise<Crew> {
  const { threads, stepDeadlineMs } = options;
  const counters = createStageCounters();
  const memory = createRoundMemory(world);
  const pair = () => [createResultBook(), createResultBook()] as const;
  const books = { training: pair(), evaluation: pair() };
  const running = new Map<Lane, RunningJob>();
  const notes = Array.from({ length: threads }, createThreadNotes);
  const stops = notes.map(() => new AbortController());
  const tasks: Promise<void>[] = [];
  const ports: MessagePort[] = [];
  let backend: BackendFacts | null = null;
  let lost: LostThread | null = null;
  let failure: Error | null = null;
  let isLeaving = false;
  const jobs = { training: 0, evaluation: 0 };

  const onMessage = (message: ThreadMessage) => {
    if ('backend' in message) {
      backend = message.backend;
      return;
    }
    const job = running.get(message.lane);
    if (job?.number !== message.job) return;
    running.delete(message.lane);
    job.resolve({ number: job.number, book: books[message.lane][job.number % 2], memory, counters });
  };
  const lose = (thread: number, reason: string) => {
    if (isLeaving && lost === null) return;
    const at = readStep(notes[thread]);
    const lane = at === null ? null : laneOfStage(at.stage);
    const stage = at && lane && running.get(lane)?.plan.find(({ name }) => name === STAGES[at.stage]);
    const where = stage ? findActor(stage, at.step) : 'no step';
    lost ??= new LostThread(`${reason} (at ${where})`, { lane, ownCode: readOwnCode(notes[thread]) });
    isLeaving = true;
    close(counters);
    for (const job of running.values()) job.reject(lost);
    running.clear();
  };
  const start = (thread: number) => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', onMessage);
    port1.unref();
    ports.push(port1);
    const spins = threads <= countCores();
    const job: ThreadJob = {
      ...{ thread, counters, books, memory, spins },
      notes: notes[thread],
      port: port2,
    };
    const task = pool.run(job, { transferList: [port2], signal: stops[thread].signal });
    tasks.push(
      task.then(
        (result) => {
          if (result.failure !== null) failure ??= reviveFailure(result.failure);
        },
        (cause: unknown) => {
          const { reason } = stops[thread].signal as { reason?: unknown };
          lose(thread, typeof reason === 'string' ? reason : describe(cause));
        },
      ),
    );
  };

  const watching = watchThreads(notes, stepDeadlineMs, (thread) => {
    stops[thread].abort(`no answer within ${stepDeadlineMs / 1000} s`);
  });
  const leave = async () => {
    isLeaving = true;
    close(counters);
    await Promise.all(tasks);
    watching.stop();
    for (const port of ports) port.close();
  };

  await startThreads();
  return {
    backend: backend!,
    get lost() {
      return lost;
    },
    walk: (lane, { plan, round, attempt }) =>
      new Promise((resolve, reject) => {
        if (lost !== null) return reject(lost);
        const number = ++jobs[lane];
        running.set(lane, { number, plan, resolve, reject });
        clearBook(books[lane][number % 2], plan);
        const opened = openPlan(counters, lane, { plan, round, attempt, job: number });
        wake(counters, Math.min(WOKEN, opened));
      }),
    leave,
  };

  /**
   * No more are on their way at once than cores have hands for: the rest would only make them slower,
   * and none of them heeds anything until it has loaded.
   */
  async function startThreads(): Promise<void> {
    const atOnce = 2 * countCores();
    const endMs = Date.now() + START_DEADLINE_MS;
    const isBroken = () =>
      options.signal?.aborted === true || failure !== null || lost !== null || Date.now() > endMs;
    while (tasks.length < threads) {
      const next = Math.min(threads - tasks.length, atOnce);
      for (let k = 0; k < next; k++) start(tasks.length);
      while ((countArrived(counters) < tasks.length || backend === null) && !isBroken()) {
        await sleep(ARRIVAL_MS);
      }
      if (isBroken()) break;
    }
    if (!isBroken()) return;
    if (options.signal?.aborted) throw new InterruptError();
    if (failure !== null) throw failure;
    throw (
      lost ??
      new LostThread('threads do not start', {
        lane: null,
        ownCode: notes.map(readOwnCode).find(Boolean) ?? null,
      })
    );
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
