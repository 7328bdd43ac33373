import { setTimeout as sleep } from 'node:timers/promises';
import { Piscina } from 'piscina';
import type { RoundMemory } from '../actors/roundMemory.js';
import { ContractError } from '../errors/contractError.js';
import { InputError } from '../errors/inputError.js';
import { InterruptError } from '../errors/interruptError.js';
import { InvariantError } from '../errors/invariantError.js';
import { checkCurrentFolder } from '../files/checkCurrentFolder.js';
import { countCores } from '../files/machineLimits.js';
import type { BackendFacts } from '../models/backend.js';
import { actorAt, createOffer, nowhere, ownCodeAt } from './offer.js';
import type { Failure, ThreadJob, ThreadJobResult, ThreadSetting } from './threadJob.js';
import { listBuffers, bytesIn } from './transfer.js';

const START_DEADLINE_MS = 120_000;
/** How often it is looked whether threads have arrived. */
const ARRIVAL_MS = 2;

/** A task that got no answer: its thread died, or it overran its deadline. */
export class LostThreadJob extends Error {
  /** The function of a user's own that the thread was in; null: it was in none. */
  readonly ownCode: string | null;

  constructor(message: string, options: ErrorOptions & { readonly ownCode: string | null }) {
    super(message, options);
    this.ownCode = options.ownCode;
  }
}

/** What a task that came back says; its bytes are those of both ways. */
export type Answer = ThreadJobResult & { failure: null };

/** Threads, and how tasks get to them. */
export interface ThreadPool {
  readonly backend: BackendFacts;
  /**
   * Throws a LostTask when there was no answer, and what an actor threw as an InputError or InvariantError.
   */
  submit(job: ThreadJob): Promise<Answer>;
  destroy(): Promise<void>;
}

/** How threads are set up. */
export interface PoolOptions {
  readonly threads: number;
  /** Goes along with the first task, which does nothing with it. */
  readonly memory: RoundMemory;
  readonly taskDeadlineMs: number;
  readonly threadHeapMb: number;
  readonly onError: (error: Error) => void;
  /** Heeded while threads start. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts threads and waits until every one has loaded its backend.
 * Throws an InterruptError where the signal is aborted before.
 */
export async function createThreadPool(setting: ThreadSetting, options: PoolOptions): Promise<ThreadPool> {
  checkCurrentFolder();
  const pool = new Piscina<ThreadJob, ThreadJobResult>({
    filename: new URL('../../dist/bundle/thread.js', import.meta.url).href,
    minThreads: 1, // the others as their first tasks come, so that a start can be broken off
    maxThreads: options.threads,
    idleTimeout: Infinity,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: options.threadHeapMb },
    workerData: setting,
  });
  pool.on('error', options.onError);
  try {
    const backend = await startThreads(pool, options);
    return {
      backend,
      submit: (job) => submitThreadJob(pool, job, options.taskDeadlineMs),
      destroy: () => pool.destroy(),
    };
  } catch (error) {
    await pool.destroy();
    throw error instanceof LostThreadJob
      ? new InvariantError(`no thread could be started: ${error.message}`)
      : error;
  }
}

/**
 * One task for each thread, which waits for all others to be there: so every thread has loaded its backend.
 * No more are on their way at once than cores have hands for: the rest would only make them slower,
 * and none of them heeds anything until it has loaded.
 */
async function startThreads(
  pool: Piscina<ThreadJob, ThreadJobResult>,
  { threads, memory, signal }: Pick<PoolOptions, 'threads' | 'memory' | 'signal'>,
): Promise<BackendFacts> {
  const arrived = new Int32Array(new SharedArrayBuffer(4));
  const { deliveries, claims, claimsMax } = createOffer('server', []);
  const task = {
    round: -1,
    attempt: 1,
    deliveries,
    claims,
    claimsMax,
    current: nowhere(),
    memory,
    rendezvous: { arrived, of: threads },
  };
  const atOnce = 2 * countCores();
  const answers: Promise<Answer>[] = [];
  let hasFailed = false;
  while (answers.length < threads) {
    const next = Math.min(threads - answers.length, atOnce);
    for (let k = 0; k < next; k++) {
      const answer = submitThreadJob(pool, task, START_DEADLINE_MS);
      answer.catch(() => (hasFailed = true)); // thrown where all are awaited
      answers.push(answer);
    }
    const isBroken = () => signal?.aborted === true || hasFailed;
    while (Atomics.load(arrived, 0) < answers.length && !isBroken()) await sleep(ARRIVAL_MS);
    if (signal?.aborted) throw new InterruptError();
    if (hasFailed) break;
  }
  const [first] = await Promise.all(answers);
  return first.backend;
}

async function submitThreadJob(
  pool: Piscina<ThreadJob, ThreadJobResult>,
  job: ThreadJob,
  deadlineMs: number,
): Promise<Answer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  let result: ThreadJobResult;
  let sentBytes = 0;
  try {
    // What is transferred comes by itself (see WorkQueue):
    // of several deliveries there is nothing to look for.
    const transferList = job.deliveries.length === 1 ? listBuffers(job.deliveries) : [];
    sentBytes = bytesIn(transferList);
    result = await pool.run(job, { transferList, signal: deadline.signal });
  } catch (cause) {
    if (cause instanceof InvariantError || (cause as Error).name === 'DataCloneError') throw cause;
    const reason = deadline.signal.aborted
      ? `no answer within ${deadlineMs / 1000} s`
      : cause instanceof Error
        ? cause.message
        : String(cause);
    const where = actorAt(job.deliveries, job.current) ?? 'the start of a task';
    throw new LostThreadJob(`${reason} (at ${where})`, { cause, ownCode: ownCodeAt(job.current) });
  } finally {
    clearTimeout(timer);
  }
  if (result.failure !== null) throw revive(result.failure);
  return { ...result, transferredBytes: sentBytes + result.transferredBytes };
}

function revive({ name, code, message, stack, actor }: Failure): Error {
  if (code === 'KRUMBLE_INPUT') return new InputError({ problem: message });
  if (code === 'KRUMBLE_CONTRACT') return new ContractError(message);
  if (code === 'KRUMBLE_FAULT') return new InvariantError(message);
  const cause = new Error(message);
  cause.stack = stack;
  return new InvariantError(`${actor ?? 'a thread'} failed: ${name}: ${message}`, { cause });
}
