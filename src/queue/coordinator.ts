import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvariantError } from '../errors/invariantError.js';
import { showText } from '../errors/show.js';
import type { SweptResult } from '../sweeps/sweptResult.js';
import { openResultStore } from './resultStore.js';
import { buildJobId, type Job, nameQueue } from './job.js';

/** Runs that other machines are to make. */
export interface CoordinatorOptions {
  /** As `connectTo` gives it; stays open. */
  readonly redis: Redis;
  readonly version: string;
  readonly jobs: readonly Job[];
  /** Told what each run came to, once. */
  readonly onResult: (run: string, result: SweptResult) => void;
  readonly say: (text: string) => void;
  /** When aborted nothing is waited for any more; the queue stays as it is. */
  readonly signal: AbortSignal;
}

const POLL_MS = 400;
/** After so many looks, jobs are put on the queue again, for it may have lost them. */
const REPEAT = 75;
const ADDED_AT_ONCE = 500;
const ATTEMPTS = { attempts: 3, backoff: { type: 'fixed', delay: 2000 }, removeOnFail: { count: 1000 } };
const REASON_MAX = 500;
const CLOSE_MS = 2000;

/**
 * Puts jobs on the queue of a Redis server, unless they are there, and waits for their results.
 * True: all are there. False: the signal was aborted.
 * Throws a DigestAlarmError where two machines came to different digests.
 * Throws an InvariantError with the reason when all jobs that are left have failed.
 */
export async function coordinateRuns(dispatching: CoordinatorOptions): Promise<boolean> {
  const { redis, version, signal } = dispatching;
  const queue = new Queue<Job>(nameQueue(version), { connection: redis, prefix: 'krumble' });
  queue.on('error', () => undefined); // a lost connection is taken up again, and told where it was made
  const stopped = new Promise<false>((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false));
  });
  try {
    // Without a connection commands wait for one: nobody who asks to stop does.
    return await Promise.race([stopped, waitForAll(dispatching, queue)]);
  } finally {
    await Promise.race([queue.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
  }
}

async function waitForAll(
  { redis, version, jobs, onResult, say, signal }: CoordinatorOptions,
  queue: Queue<Job>,
): Promise<boolean> {
  const resultStore = openResultStore(redis, version);
  const open = new Map(jobs.map((job) => [job.run, job]));
  const told = new Set<string>();
  const collect = async () => {
    for (const [run, result] of await resultStore.read([...open.keys()])) {
      open.delete(run);
      if (!signal.aborted) onResult(run, result);
    }
  };
  await collect();
  await enqueue(queue, [...open.values()]);
  await retryFailed(queue, open);
  if (open.size > 0 && (await queue.getWorkersCount()) === 0) {
    say('no worker is connected yet; on each machine: krumble worker --redis URL');
  }
  for (let look = 1; open.size > 0 && !signal.aborted; look++) {
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (look % REPEAT === 0) await enqueue(queue, [...open.values()]);
    const failures = await findFailures(queue, open); // before results: what ends now is no failure
    await collect();
    const left = [...failures].filter(([run]) => open.has(run));
    for (const [run, reason] of left) {
      if (!told.has(run)) say(`${run} failed: ${showText(reason, REASON_MAX)}`);
      told.add(run);
    }
    if (open.size > 0 && left.length === open.size) {
      const reason = showText(left[0][1], REASON_MAX);
      throw new InvariantError(`${open.size} runs failed on the workers: ${reason}`);
    }
  }
  return open.size === 0;
}

/** Puts jobs on the queue, those that are not on it. */
async function enqueue(queue: Queue<Job>, jobs: readonly Job[]): Promise<void> {
  for (let from = 0; from < jobs.length; from += ADDED_AT_ONCE) {
    const some = jobs.slice(from, from + ADDED_AT_ONCE);
    const added = some.map((job) => ({
      name: 'run',
      data: job,
      opts: { jobId: buildJobId(job.run), ...ATTEMPTS },
    }));
    await queue.addBulk(added);
  }
}

/** Has those tried again that failed in an earlier sweep. */
async function retryFailed(queue: Queue<Job>, runs: ReadonlyMap<string, Job>): Promise<void> {
  const wanted = new Set([...runs.keys()].map(buildJobId));
  for (const job of await failedIn(queue)) {
    if (job.id && wanted.has(job.id)) await job.retry('failed').catch(() => undefined); // another sweep did
  }
}

/** Why runs failed, of those that did. */
async function findFailures(queue: Queue<Job>, runs: ReadonlyMap<string, Job>): Promise<Map<string, string>> {
  const reasons = new Map((await failedIn(queue)).map(({ id, failedReason }) => [id, failedReason]));
  return new Map(
    [...runs.keys()].flatMap((run) => {
      const id = buildJobId(run);
      return reasons.has(id) ? [[run, reasons.get(id) ?? 'no reason given'] as const] : [];
    }),
  );
}

/** Jobs that have failed for good; none where the queue holds what cannot be read. */
async function failedIn(queue: Queue<Job>) {
  try {
    return await queue.getFailed();
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
