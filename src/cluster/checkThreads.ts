import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { countMemoryBytes } from '../files/machineLimits.js';

/** No machine has more. */
export const THREADS_MAX = 1024;
/** What a thread takes before it has done anything, and with a round of MNIST: 20 MB measured. */
const THREAD_BYTES = 24e6;
/** Of the memory, what threads may take together. */
const SHARE = 0.8;

/**
 * Throws an InputError that says the bound and its reason
 * unless it is possible to start so many threads in so much memory.
 */
export function checkThreads(threads: unknown, memoryBytes = countMemoryBytes()): void {
  const fitting = Math.max(1, Math.floor((SHARE * memoryBytes) / THREAD_BYTES));
  const most = Math.min(THREADS_MAX, fitting);
  if (Number.isInteger(threads) && (threads as number) >= 1 && (threads as number) <= most) return;
  const isShort = most < THREADS_MAX && (threads as number) > most;
  const [memory, each] = [`${(memoryBytes / 2 ** 30).toFixed(1)} GiB`, `${THREAD_BYTES / 1e6} MB`];
  throw new InputError({
    field: 'threads',
    found: show(threads),
    ...(isShort && { problem: `each takes about ${each}, and this machine has ${memory} of memory` }),
    allowed: `a whole number from 1 to ${most}`,
  });
}
