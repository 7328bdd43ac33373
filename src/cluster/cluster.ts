import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { blockStarts } from '../actors/blocks.js';
import type { Address, Bodies, Message, MessageKind } from '../actors/messages.js';
import type { World } from '../actors/world.js';
import { InputError } from '../errors/inputError.js';
import { InvariantError, invariant } from '../errors/invariantError.js';
import type { BackendFacts, BackendName } from '../models/backend.js';
import type { Fault } from './faults.js';
import { Mailboxes } from './mailboxes.js';
import { ReadyQueue } from './readyQueue.js';
import type { Delivery, Failure, Span, Task, TaskResult, ThreadSetting } from './task.js';
import { buffersOf } from './transfer.js';

const ATTEMPTS_MAX = 3;
const THREAD_HEAP_MB = 4096;
const START_DEADLINE_MS = 120_000;

/** How a cluster is set up. None of it changes a result, but for the backend. */
export interface ClusterOptions {
  /** Default: as many as this machine can run at once. */
  readonly threads?: number | undefined;
  readonly backend: BackendName;
  /** A task that takes longer is given up, its thread replaced and the round's work redone. */
  readonly taskDeadlineMs: number;
  /** JavaScript heap of a thread; one that needs more ends and is replaced. */
  readonly threadHeapMb?: number | undefined;
  readonly faults?: readonly Fault[] | undefined;
  /** Told of every thread that was lost and replaced. */
  readonly onIncident?: ((incident: string) => void) | undefined;
}

/** What a delivery of messages led to: what was sent to the driver, by kind, and who was busy when. */
export interface Delivered {
  readonly replies: { readonly [K in MessageKind]?: readonly Bodies[K][] };
  readonly spans: readonly Span[];
}

/** Actors over threads. */
export interface Cluster {
  readonly threads: number;
  readonly backend: BackendFacts;
  /**
   * Delivers messages, and those that actors send in turn, until none is left. If a thread dies or a task overruns
   * its deadline, everything is begun anew from these messages: actors keep nothing between two calls.
   * Throws an InputError or InvariantError that says what an actor threw, or that threads were lost three times.
   */
  deliver(round: number, messages: readonly Message[]): Promise<Delivered>;
  /** Ends all threads, at once. */
  destroy(): Promise<void>;
}

/** Starts the threads and waits until one has loaded the backend. */
export async function createCluster(world: World, options: ClusterOptions): Promise<Cluster> {
  const threads = options.threads ?? availableParallelism();
  const setting: ThreadSetting = { world, backend: options.backend, faults: options.faults ?? [] };
  const pool = new Piscina<Task, TaskResult>({
    filename: new URL('./thread.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: options.threadHeapMb ?? THREAD_HEAP_MB },
    workerData: setting,
  });
  pool.on('error', (error: Error) =>
    options.onIncident?.(`a thread failed outside a task: ${error.message}`),
  );
  const shards = blockStarts(world.parameters[0].length).length - 1;
  const submit = (task: Task) => submitTask(pool, task, options.taskDeadlineMs);
  let closed = false;
  try {
    const backend = await startThreads(pool, threads);
    return {
      threads,
      backend,
      deliver: (round, messages) => {
        const isClosed = () => closed;
        return deliverReliably(submit, { round, messages, threads, shards, options, isClosed });
      },
      destroy: () => {
        closed = true;
        return pool.destroy();
      },
    };
  } catch (error) {
    await pool.destroy();
    throw error instanceof LostTask
      ? new InvariantError(`no thread could be started: ${error.message}`)
      : error;
  }
}

/** One task for each thread, which waits for all others to be there: so every thread has loaded its backend. */
async function startThreads(pool: Piscina<Task, TaskResult>, threads: number): Promise<BackendFacts> {
  const arrived = new Int32Array(new SharedArrayBuffer(4));
  const task = { round: -1, attempt: 1, deliveries: [], rendezvous: { arrived, of: threads } };
  const answers = await Promise.all(
    Array.from({ length: threads }, () => submitTask(pool, task, START_DEADLINE_MS)),
  );
  return answers[0].backend;
}

/** A task that got no answer: its thread died, or it overran its deadline. */
class LostTask extends Error {}

type Answer = TaskResult & { failure: null };
type Submit = (task: Task) => Promise<Answer>;

interface Assignment {
  readonly round: number;
  readonly messages: readonly Message[];
  readonly threads: number;
  readonly shards: number;
  readonly options: ClusterOptions;
  readonly isClosed: () => boolean;
}

async function submitTask(pool: Piscina<Task, TaskResult>, task: Task, deadlineMs: number): Promise<Answer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  let result: TaskResult;
  try {
    const transferList = buffersOf(task.deliveries);
    result = await pool.run(task, { transferList, signal: deadline.signal });
  } catch (cause) {
    if (cause instanceof InvariantError || (cause as Error).name === 'DataCloneError') throw cause;
    const reason = deadline.signal.aborted
      ? `no answer within ${deadlineMs / 1000} s`
      : cause instanceof Error
        ? cause.message
        : String(cause);
    const actors = task.deliveries.map(({ to }) => to).join(', ');
    throw new LostTask(`${reason} (task of ${actors || 'start-up'})`, { cause });
  } finally {
    clearTimeout(timer);
  }
  if (result.failure !== null) throw revive(result.failure);
  return result;
}

function revive({ name, code, message, stack, actor }: Failure): Error {
  if (code === 'KRUMBLE_INPUT') return new InputError({ problem: message });
  if (code === 'KRUMBLE_FAULT') return new InvariantError(message);
  const cause = new Error(message);
  cause.stack = stack;
  return new InvariantError(`${actor ?? 'a thread'} failed: ${name}: ${message}`, { cause });
}

async function deliverReliably(submit: Submit, assignment: Assignment): Promise<Delivered> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deliverOnce(submit, assignment, attempt);
    } catch (error) {
      if (!(error instanceof LostTask) || assignment.isClosed()) throw error;
      if (attempt === ATTEMPTS_MAX) {
        throw new InvariantError(
          `a thread was lost ${ATTEMPTS_MAX} times in this round; at last: ${error.message}`,
        );
      }
      assignment.options.onIncident?.(`round ${assignment.round}: ${error.message}; the round is begun anew`);
    }
  }
}

/** Of several failures an actor's own goes before a lost thread, and then the first by its text: not by time. */
function worst(failures: readonly unknown[]): unknown {
  const rank = (failure: unknown) => `${failure instanceof LostTask ? 1 : 0} ${(failure as Error).message}`;
  return [...failures].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}

async function deliverOnce(submit: Submit, assignment: Assignment, attempt: number): Promise<Delivered> {
  const { round, threads, shards } = assignment;
  const mailboxes = new Mailboxes(shards);
  const ready = new ReadyQueue();
  const states = new Map<Address, unknown>();
  const busy = new Set<Address>();
  const flights = new Set<Promise<void>>();
  const answers: Answer[] = [];
  const failures: unknown[] = [];
  const replies: Partial<Record<MessageKind, readonly unknown[]>> = {};
  const spans: Span[] = [];

  const post = (message: Message) => {
    for (const { to, inbox } of mailboxes.post(message)) {
      if (to === 'driver') replies[inbox.kind] = inbox.bodies;
      else ready.push({ to, inbox });
    }
  };
  const launch = (deliveries: readonly Delivery[]) => {
    for (const { to } of deliveries) busy.add(to);
    const flight = submit({ round, attempt, deliveries })
      .then(
        (answer) => void answers.push(answer),
        (failure) => void failures.push(failure),
      )
      .finally(() => flights.delete(flight));
    flights.add(flight);
  };

  const take = (answer: Answer) => {
    spans.push(...answer.spans);
    for (const { to, state, messages } of answer.outcomes) {
      busy.delete(to);
      states.set(to, state);
      for (const message of messages) post(message);
    }
  };

  for (const message of assignment.messages) post(message);
  try {
    for (;;) {
      while (flights.size < threads) {
        const batch = ready.take(busy, threads);
        if (batch.length === 0) break;
        launch(batch.map((delivery) => ({ ...delivery, state: states.get(delivery.to) ?? null })));
      }
      if (flights.size === 0) break;
      await Promise.race(flights);
      if (failures.length > 0) break;
      for (const answer of answers.splice(0)) take(answer);
    }
  } finally {
    await Promise.allSettled(flights);
  }
  if (failures.length > 0) throw worst(failures);
  const unfinished = mailboxes.unfinished();
  invariant(unfinished.length === 0, `messages were never complete: ${unfinished.join('; ')}`);
  return { replies: replies as Delivered['replies'], spans };
}
