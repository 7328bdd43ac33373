import { setTimeout as sleep } from 'node:timers/promises';
import { type Job as QueuedJob, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Catalogue } from '../catalogue/catalogue.js';
import { DataError } from '../errors/dataError.js';
import { DigestAlarmError } from '../errors/digestAlarmError.js';
import { InputError } from '../errors/inputError.js';
import { isSystemError } from '../errors/systemError.js';
import type { SweptResult } from '../sweeps/sweptResult.js';
import { openResultStore } from './resultStore.js';
import { type Job, nameQueue, parseJob } from './job.js';

/** What a machine does with jobs, and how many it takes at once. */
export interface RunnerOptions {
  /** As `connectTo` gives it; stays open. */
  readonly redis: Redis;
  readonly version: string;
  /** What the names in jobs mean here. */
  readonly catalogue: Catalogue;
  readonly atOnce: number;
  /**
   * Makes a run; null when it was stopped before its end.
   * A DataError, or an error of the system, says that this machine cannot make runs: then it takes no more.
   */
  readonly work: (job: Job) => Promise<SweptResult | null>;
  /** Told of what is done. */
  readonly say: (text: string) => void;
  /**
   * When aborted, no more jobs are taken. `work` is to stop those under way, and they go back to the queue.
   */
  readonly signal: AbortSignal;
}

/** A job whose machine has not been heard of for so long is given to another one. */
const LOCK_MS = 10_000;
const LOOK_MS = 4000;
/** How often a job may be lost with its machine before it is held to be the cause. */
const LOSSES_MAX = 3;
const CLOSE_MS = 3000;

/**
 * Takes jobs from the queue on a Redis server, makes their
 * runs and posts the results, until the signal is aborted.
 * A job may be made twice, when a machine was taken for lost.
 * That does no harm, unless the two results differ.
 * Returns whether two results ever differed.
 * Throws the error that kept this machine from making a run, after the job was given back.
 */
export async function runJobs(serving: RunnerOptions): Promise<{ alarmed: boolean }> {
  const { redis, version, atOnce, say, signal } = serving;
  const found: Findings = { alarmed: false, unfit: null, stop: () => undefined };
  const stopped = new Promise<void>((resolve) => {
    found.stop = resolve;
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  const underWay = new Map<string, Promise<SweptResult | null>>();
  const worker = new Worker(nameQueue(version), createProcessor(serving, underWay, found), {
    connection: redis,
    prefix: 'krumble',
    concurrency: atOnce,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_MS,
    maxStalledCount: LOSSES_MAX,
    removeOnComplete: { count: 0 },
  });
  worker.on('error', () => undefined); // a lost connection is taken up again, and told where it was made
  worker.on('failed', (job, error) => say(`${job?.id ?? 'a job'} failed: ${error.message}`));
  await stopped;
  worker.pause(true).catch(() => undefined); // takes no more
  await Promise.allSettled(underWay.values());
  // Without a connection the worker waits for one to say goodbye; others notice without that.
  await Promise.race([worker.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
  if (found.unfit !== null) throw found.unfit;
  return { alarmed: found.alarmed };
}

/** What was found out while jobs were done. */
interface Findings {
  alarmed: boolean;
  /** What keeps this machine from making runs. */
  unfit: Error | null;
  stop: () => void;
}

function createProcessor(
  { redis, version, catalogue, work, say }: RunnerOptions,
  underWay: Map<string, Promise<SweptResult | null>>,
  found: Findings,
) {
  const resultStore = openResultStore(redis, version);
  /**
   * The queue may lose sight of this machine and hand out a job again.
   * Such a job waits for its run under way.
   */
  const made = (job: Job) => {
    const making = underWay.get(job.run) ?? work(job).finally(() => underWay.delete(job.run));
    underWay.set(job.run, making);
    return making;
  };
  const giveBack = async (queued: QueuedJob, token?: string): Promise<never> => {
    await queued.moveToWait(token);
    throw new WaitingError();
  };
  return async (queued: QueuedJob, token?: string) => {
    const job = parsedJob(queued, version, catalogue);
    if (found.unfit !== null) return giveBack(queued, token);
    if ((await resultStore.read([job.run])).has(job.run)) return;
    const result = await made(job).catch((error: unknown) => {
      if (!(error instanceof DataError) && !isSystemError(error)) throw error;
      found.unfit = error;
      found.stop();
      return null;
    });
    if (result === null) return giveBack(queued, token);
    try {
      if (!(await resultStore.store(job.run, result)))
        say(`${job.run} was made before, with the same digest`);
    } catch (error) {
      if (!(error instanceof DigestAlarmError)) throw error;
      found.alarmed = true;
      say(error.message);
      throw new UnrecoverableError(error.message);
    }
  };
}

/** Throws what tells the queue that it is no use to try again. */
function parsedJob({ data }: QueuedJob, version: string, catalogue: Catalogue): Job {
  try {
    return parseJob(data, version, catalogue);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UnrecoverableError(`not a job of krumble's: ${error.message}`);
  }
}
