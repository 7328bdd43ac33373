import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { readBounded } from '../files/readBounded.js';

/**
 * The holder of a lock: a process by number and start, and the
 * machine, its last start, and the process's namespace.
 */
export interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly host: string;
  readonly boot: string;
  readonly space: string;
}

/** The text of a lock that this process holds. */
export function ownText(): string {
  const { pid, started, host, boot, space } = self();
  return `${[pid, started, host, boot, space].join(' ')}\n`;
}

function self(): Holder {
  const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
  return {
    pid: process.pid,
    started: readStartTime(process.pid) ?? '-',
    host: short(hostname()),
    boot: short(readSystem('/proc/sys/kernel/random/boot_id')),
    space: short(linkText('/proc/self/ns/pid')),
  };
}

/** Who holds a lock; null where there is none that can be read. */
export function readHolder(file: string): Holder | null {
  const text = readText(file);
  if (text === null) return null;
  const [pid, started = '-', host = '', boot = '', space = ''] = text.trim().split(' ');
  return { pid: /^\d{1,10}$/.test(pid) ? Number(pid) : 0, started, host, boot, space };
}

/** The text of a lock; null where it cannot be read. */
export function readText(file: string): string | null {
  try {
    return Buffer.from(readBounded(file, { bytesMax: 200, links: false })).toString();
  } catch {
    return null;
  }
}

/**
 * `here`: it runs. `gone`: it does not, or not since the machine was started anew.
 * `away`: nobody here can tell.
 */
export function whereabouts({ pid, started, host, boot, space }: Holder): 'here' | 'gone' | 'away' {
  const own = self();
  if (pid <= 0) return 'gone';
  if (host !== own.host) return 'away';
  if (boot !== own.boot) return 'gone';
  if (space !== own.space) return 'away';
  return isAlive(pid, started) ? 'here' : 'gone';
}

/**
 * Whether the very process still runs.
 * Where the system tells start times, a new process of its number is not it.
 */
function isAlive(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = readStartTime(pid);
  return started === '-' || now === null || now === started;
}

/**
 * When a process started, in the system's own ticks.
 * `ended` for a process that only waits to be reaped. Linux alone.
 */
function readStartTime(pid: number): string | null {
  const text = readSystem(`/proc/${pid}/stat`);
  if (text === '') return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
}

function readSystem(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function linkText(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
