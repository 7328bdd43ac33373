import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const SCHEDSTAT = '/proc/thread-self/schedstat';

/**
 * Processor time that this thread has spent, in ms, as Node (23.9 and newer) or Linux tells it.
 * Elsewhere the time in which its event loop was not idle, which is more where it had to wait for a core.
 */
export function driverMs(): number {
  const { threadCpuUsage } = process as typeof process & {
    threadCpuUsage?: () => { user: number; system: number };
  };
  if (threadCpuUsage !== undefined) {
    const { user, system } = threadCpuUsage.call(process);
    return (user + system) / 1000;
  }
  try {
    return Number(readFileSync(SCHEDSTAT, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.eventLoopUtilization().active;
  }
}
