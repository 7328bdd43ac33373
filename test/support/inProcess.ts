import { StringDecoder } from 'node:string_decoder';
import { PassThrough, Writable } from 'node:stream';
import type * as program from '../../src/cli/program.js';
import type { Outcome } from './program.js';

// As built: threads cannot load TypeScript.
// Whatever plays rounds in a test's own process comes from dist/,
// by this file, by `krumble` (the library) or by the same kind of import.
const built = new URL('../../dist/bundle/program.js', import.meta.url).href;
const { main } = (await import(built)) as typeof program;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

/** Commands share what a process has one of, so each waits for the one before. */
let last: Promise<unknown> = Promise.resolve();

interface Options {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
  /** Whether standard output says that it is a terminal; standard input never is one: nothing is drawn. */
  readonly terminal?: boolean;
}

/**
 * Runs the built program's command in this process,
 * some ten times as fast as in one of its own (`krumbleProcess`, `start`).
 * For all but what only a process has: signals, kills, pipes, terminals, an end.
 */
export function krumble(args: readonly string[], options: Options = {}): Promise<Outcome> {
  const outcome = last.then(() => call(args, options));
  last = outcome.catch(() => undefined);
  return outcome;
}

async function call(
  args: readonly string[],
  { cwd, env, columns, terminal = false }: Options,
): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  Object.assign(stdout.stream, { columns, ...(terminal && { isTTY: true }) });
  const undo: (() => void)[] = [];
  const handlers = () => SIGNALS.map((name) => process.listenerCount(name as 'SIGINT'));
  const before = handlers();
  let code: number;
  try {
    undo.push(
      put(process, 'stdin', new PassThrough().end()),
      put(process, 'stdout', stdout.stream),
      put(process, 'stderr', stderr.stream),
      // The program does not stay for whoever started it (see interrupt.ts); this process does.
      process.channel ? put(process.channel, 'unref', () => undefined) : () => undefined,
      putEnvironment({ ...env, NODE_ENV: 'production' }),
      putCwd(cwd),
      putExitCode(),
      listenToWarnings((text) => void stderr.stream.write(text)),
    );
    await main([process.execPath, 'krumble', ...args]);
    code = Number(process.exitCode ?? 0);
  } finally {
    for (const back of undo.reverse()) back();
  }
  // What a command does not give back would swallow the next signal of a process that lives longer than it.
  if (String(handlers()) !== String(before)) throw new Error(`krumble ${args.join(' ')} keeps its handlers`);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector() {
  const decoder = new StringDecoder('utf8');
  let text = '';
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += decoder.write(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

/** Gives an object another property; the result gives it back the one it had. */
function put<T extends object>(object: T, name: keyof T, value: unknown): () => void {
  const had = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { configurable: true, enumerable: true, value });
  return () => {
    if (had) Object.defineProperty(object, name, had);
    else Reflect.deleteProperty(object, name);
  };
}

function putEnvironment(env: NodeJS.ProcessEnv): () => void {
  const had = { ...process.env };
  Object.assign(process.env, env);
  return () => {
    for (const name of Object.keys(process.env))
      if (!(name in had)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, had);
  };
}

function putCwd(cwd: string | undefined): () => void {
  const had = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  return () => process.chdir(had);
}

function putExitCode(): () => void {
  const had = process.exitCode;
  process.exitCode = undefined;
  return () => void (process.exitCode = had);
}

/** Node writes warnings past process.stderr, where a process of its own would show them. */
function listenToWarnings(tell: (text: string) => void): () => void {
  const listener = ({ name, message }: Error) => tell(`${name}: ${message}\n`);
  process.on('warning', listener);
  return () => void process.off('warning', listener);
}
