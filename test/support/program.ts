import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const MAIN = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));

/** How a run of the program ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program, and its end. */
export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves once `text` has appeared on stderr or stdout. */
  readonly saw: (text: string) => Promise<void>;
  /** Closes the reading end of its standard output, as `| head` does. */
  readonly closeStdout: () => void;
  readonly ended: Promise<Outcome>;
}

/** Starts the built program as a user does. */
export function start(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Running {
  return startNode([MAIN, ...args], options);
}

/** Runs a module's text in production, with the garbage collector at hand, in the project's folder. */
export function script(text: string): Promise<Outcome> {
  const args = ['--expose-gc', '--input-type=module', '--eval', text];
  return startNode(args, { cwd: ROOT, env: { NODE_ENV: 'production' } }).ended;
}

function startNode(
  args: readonly string[],
  options: { cwd?: string | undefined; env?: NodeJS.ProcessEnv | undefined },
): Running {
  const { NODE_ENV: _, ...inherited } = process.env;
  const env = { ...inherited, ...options.env };
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const check = () => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    check();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    check();
  });
  const ended = new Promise<Outcome>((resolve) => {
    child.on('exit', (code) => void (child.stdout.destroyed && resolve({ code, stdout, stderr })));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const saw = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void ended.then((outcome) => reject(new Error(`ended without ${text}: ${JSON.stringify(outcome)}`)));
    });
  return {
    kill: (signal) => void child.kill(signal),
    saw,
    closeStdout: () => void child.stdout.destroy(),
    ended,
  };
}

/**
 * Runs the built program to its end, in a process of its own;
 * see `krumble` in inProcess.ts for what needs none.
 */
export function krumbleProcess(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  return start(args, options).ended;
}

/** The same of a program that is installed elsewhere. */
export function krumbleAt(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  return startNode([program, ...args], options).ended;
}

/** A folder of its own for one test, removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'krumble-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
