import { type Job as QueuedJob, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { DigestAlarmError } from '../errors/digestAlarmError.js';
import { InputError } from '../errors/inputError.js';
import type { SweptResult } from '../sweeps/sweptResult.js';
import { boardOn } from './board.js';
import { type Job, parseJob, queueOf } from './job.js';

/** What a machine does with jobs, and how many it takes at once. */
export interface Serving {
  /** As `connectTo` gives it; closed in the end. */
  readonly redis: Redis;
  readonly version: string;
  readonly atOnce: number;
  /** Makes a run; null when it was stopped before its end. */
  readonly work: (job: Job) => Promise<SweptResult | null>;
  /** Told of what is done. */
  readonly say: (text: string) => void;
  /** When aborted no more jobs are taken, and those under way, which `work` is to stop, go back to the queue. */
  readonly signal: AbortSignal;
}

/** A job whose machine has not been heard of for so long is given to another one. */
const LOCK_MS = 10_000;
const LOOK_MS = 4000;
/** How often a job may be lost with its machine before it is held to be the cause. */
const LOSSES_MAX = 3;

/**
 * Takes jobs from the queue on a Redis server, makes their runs and posts what they came to, until the signal is aborted. A job
 * may be made twice, where a machine was held to be lost: that does no harm, unless the two differ. Returns whether they ever did.
 */
export async function serve(serving: Serving): Promise<{ alarmed: boolean }> {
  const { redis, version, atOnce, say, signal } = serving;
  let alarmed = false;
  const onAlarm = () => (alarmed = true);
  const process = processorOf(serving, boardOn(redis, version), onAlarm);
  const worker = new Worker(queueOf(version), process, {
    connection: redis,
    prefix: 'krumble',
    concurrency: atOnce,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_MS,
    maxStalledCount: LOSSES_MAX,
    removeOnComplete: { count: 0 },
  });
  worker.on('error', () => undefined); // a lost connection is taken up again
  worker.on('failed', (job, error) => say(`${job?.id ?? 'a job'} failed: ${error.message}`));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
  await worker.close();
  redis.disconnect();
  return { alarmed };
}

function processorOf(
  { version, work, say }: Serving,
  board: ReturnType<typeof boardOn>,
  onAlarm: () => void,
) {
  return async (queued: QueuedJob, token?: string) => {
    const job = parsedJob(queued, version);
    if ((await board.read([job.run])).has(job.run)) return;
    const result = await work(job);
    if (result === null) {
      await queued.moveToWait(token);
      throw new WaitingError();
    }
    try {
      if (!(await board.post(job.run, result)))
        say(`${job.run} was made elsewhere as well, with the same digest`);
    } catch (error) {
      if (!(error instanceof DigestAlarmError)) throw error;
      onAlarm();
      say(error.message);
      throw new UnrecoverableError(error.message);
    }
  };
}

/** Throws what tells the queue that it is no use to try again. */
function parsedJob({ data }: QueuedJob, version: string): Job {
  try {
    return parseJob(data, version);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UnrecoverableError(`not a job of krumble's: ${error.message}`);
  }
}
