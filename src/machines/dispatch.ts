import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvariantError } from '../errors/invariantError.js';
import { showText } from '../errors/show.js';
import type { SweptResult } from '../sweeps/sweptResult.js';
import { boardOn } from './board.js';
import { type Job, jobIdOf, queueOf } from './job.js';

/** Runs that other machines are to make. */
export interface Dispatching {
  /** As `connectTo` gives it; closed in the end. */
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
const ADDED_AT_ONCE = 500;
const REASON_MAX = 500;

/**
 * Puts jobs on the queue of a Redis server, unless they are there, and waits for what they come to. True: all are there; false:
 * the signal was aborted. Throws a DigestAlarmError where two machines came to different digests, and an InvariantError
 * that says why when what is left has failed.
 */
export async function dispatch(dispatching: Dispatching): Promise<boolean> {
  const { redis, version, jobs, onResult, say, signal } = dispatching;
  const queue = new Queue<Job>(queueOf(version), { connection: redis, prefix: 'krumble' });
  queue.on('error', () => undefined); // a lost connection is taken up again
  const board = boardOn(redis, version);
  const open = new Set(jobs.map(({ run }) => run));
  const told = new Set<string>();
  const tell = (run: string, reason: string) => {
    if (!told.has(run)) say(`${run} failed: ${showText(reason, REASON_MAX)}`);
    told.add(run);
  };
  const collect = async () => {
    for (const [run, result] of await board.read([...open])) {
      open.delete(run);
      onResult(run, result);
    }
  };
  try {
    await collect();
    await enqueue(
      queue,
      jobs.filter(({ run }) => open.has(run)),
    );
    if (open.size > 0 && (await queue.getWorkersCount()) === 0) {
      say('no worker is connected yet; on each machine: krumble worker --redis URL');
    }
    while (open.size > 0 && !signal.aborted) {
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      const failures = await failuresOf(queue, open); // before results: what ends now is no failure
      await collect();
      const reasons = [...open].flatMap((run) => failures.get(run) ?? []);
      for (const [run, reason] of failures) if (open.has(run)) tell(run, reason);
      if (open.size > 0 && reasons.length === open.size) {
        throw new InvariantError(
          `${open.size} runs failed on the workers: ${showText(reasons[0], REASON_MAX)}`,
        );
      }
    }
    return open.size === 0;
  } finally {
    await queue.close();
    redis.disconnect();
  }
}

/** Adds jobs that are not on the queue; those that failed before are tried again. */
async function enqueue(queue: Queue<Job>, jobs: readonly Job[]): Promise<void> {
  for (let from = 0; from < jobs.length; from += ADDED_AT_ONCE) {
    const some = jobs.slice(from, from + ADDED_AT_ONCE);
    await queue.addBulk(some.map((job) => ({ name: 'run', data: job, opts: { jobId: jobIdOf(job.run) } })));
  }
  const wanted = new Set(jobs.map(({ run }) => jobIdOf(run)));
  for (const job of await queue.getFailed()) if (job.id && wanted.has(job.id)) await job.retry('failed');
}

/** Why runs failed, of those that did. */
async function failuresOf(queue: Queue<Job>, runs: ReadonlySet<string>): Promise<Map<string, string>> {
  const failed = new Map(
    (await queue.getFailed()).map((job) => [job.id, job.failedReason ?? 'no reason given']),
  );
  return new Map(
    [...runs].flatMap((run) => {
      const reason = failed.get(jobIdOf(run));
      return reason === undefined ? [] : [[run, reason] as const];
    }),
  );
}
