import { EXIT } from './exitCodes.js';

/** Asks to stop: the first time after the running round, the second time at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** As ctrl-c does. */
  readonly request: () => void;
  /** Gives ctrl-c back to whoever had it. */
  readonly release: () => void;
}

/**
 * Takes over SIGINT, SIGTERM and SIGHUP; a closed pipe at standard output counts as one request,
 * and so does the end of the process that started this one with a channel.
 * `onRequest` is told when the first request came; the second ends the process with `code`.
 */
export function takeInterrupt(onRequest: () => void, code: number = EXIT.interrupted): Interrupt {
  const controller = new AbortController();
  const request = () => {
    if (controller.signal.aborted) process.exit(code);
    controller.abort();
    onRequest();
  };
  const onBrokenPipe = () => {
    if (!controller.signal.aborted) controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, request);
  process.stdout.on('error', onBrokenPipe);
  process.on('disconnect', request); // who started us is gone
  process.channel?.unref(); // to wait for that is no reason to stay
  if (process.connected === false) setImmediate(request); // it is gone already
  return {
    signal: controller.signal,
    request,
    release: () => {
      for (const signal of signals) process.off(signal, request);
      process.stdout.off('error', onBrokenPipe);
      process.off('disconnect', request);
    },
  };
}
