import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';

/**
 * How many threads can run at once here: the cores that the process may use,
 * or the processor time that its container grants, rounded up to whole cores, where that is less.
 * `root`: where the system's files are.
 */
export function countCores(root = '/'): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(processorQuota(root))));
}

/** The memory of the machine in bytes, or what the container grants where that is less. */
export function countMemoryBytes(): number {
  const granted = process.constrainedMemory(); // 0 or huge where there is no bound
  return granted > 0 ? Math.min(totalmem(), granted) : totalmem();
}

/**
 * The cores' worth of processor time that control groups grant this process (Linux, versions 1 and 2),
 * the least of its group and those that this one is in; Infinity where nothing limits it.
 */
export function processorQuota(root = '/'): number {
  const groups = readText(path.join(root, 'proc/self/cgroup')).split('\n');
  const quotas = groups.flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === '') return listParents(group).map((one) => readQuota(root, one));
    const isProcessor = controllers?.split(',').includes('cpu');
    return isProcessor ? listParents(group).map((one) => readFirstQuota(root, controllers, one)) : [];
  });
  return Math.min(Infinity, ...quotas);
}

/** A group and all that it is in: `/a/b`, `/a`, `/`. */
function listParents(group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, k) => `/${parts.slice(0, parts.length - k).join('/')}`);
}

/** Version 2: `QUOTA PERIOD` in microseconds, or `max PERIOD`. */
function readQuota(root: string, group: string): number {
  const [quota, period] = readText(path.join(root, 'sys/fs/cgroup', group, 'cpu.max')).split(' ');
  return toCores(Number(quota), Number(period));
}

/** Version 1: a file each; the quota is -1 where there is none. */
function readFirstQuota(root: string, controllers: string, group: string): number {
  const folder = path.join(root, 'sys/fs/cgroup', controllers, group);
  const [quota, period] = ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((name) =>
    Number(readText(path.join(folder, name))),
  );
  return toCores(quota, period);
}

function toCores(quota: number, period: number): number {
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

/** A file of the system; empty where it cannot be read. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
