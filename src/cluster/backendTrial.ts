import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BackendName } from '../models/backend.js';
import { nodeFlags } from './nodeFlags.js';

/** What was found out about a backend on this machine. */
export type BackendTrial =
  | {
      readonly usable: true;
      readonly version: string;
      /** Median time of a gradient on one thread, by model. */
      readonly gradientMs: Readonly<Record<string, number>>;
    }
  | { readonly usable: false; readonly problem: string };

const DEADLINE_MS = 120_000;

/**
 * Has a process of its own load a backend in two threads at once
 * and compute with it: what crashes there crashes nothing here.
 * Usable is a backend that computes rightly in both threads, and the same bits.
 * With `timed`, also how long gradients take.
 */
export function tryBackend(name: BackendName, { timed }: { timed: boolean }): Promise<BackendTrial> {
  const file = fileURLToPath(new URL('../../dist/bundle/backendTrialProcess.js', import.meta.url));
  return new Promise((resolve) => {
    const options = { timeout: DEADLINE_MS, killSignal: 'SIGKILL' as const, maxBuffer: 1 << 20 };
    execFile(
      process.execPath,
      [...nodeFlags(), file, name, ...(timed ? ['timed'] : [])],
      options,
      (error, stdout, stderr) => {
        resolve(
          error === null
            ? (JSON.parse(stdout) as BackendTrial)
            : { usable: false, problem: whyNot(error, stderr) },
        );
      },
    );
  });
}

function whyNot(
  error: { killed?: boolean; signal?: NodeJS.Signals | null; code?: unknown },
  stderr: string,
): string {
  if (error.killed) return `a process that loads it did not end within ${DEADLINE_MS / 1000} s`;
  if (error.signal) return `a process that loads it crashed (${error.signal})`;
  const [first = ''] = stderr.split('\n').filter((line) => /error/i.test(line));
  return `a process that loads it failed (exit code ${String(error.code)}${first && `: ${first.trim()}`})`;
}
