import { Piscina } from 'piscina';
import type { ThreadSetting } from './threadJob.js';

/** How threads are started. */
export interface PoolOptions {
  /** The file of `dist/bundle` that each loads. */
  readonly file: string;
  readonly threads: number;
  /** How many of them at once, before there are tasks for them. */
  readonly threadsAtFirst: number;
  readonly threadHeapMb: number;
}

/** Threads that stay, each of which does one task at a time. */
export function createPool<Task, Answer>(
  workerData: ThreadSetting,
  { file, threads, threadsAtFirst, threadHeapMb }: PoolOptions,
): Piscina<Task, Answer> {
  return new Piscina({
    filename: new URL(`../../dist/bundle/${file}`, import.meta.url).href,
    minThreads: threadsAtFirst,
    maxThreads: threads,
    idleTimeout: Infinity,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: threadHeapMb },
    workerData,
  });
}
