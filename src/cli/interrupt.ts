import { EXIT } from './exitCodes.js';

/** Asks to stop: the first time after the running round, the second time at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** As ctrl-c does. */
  readonly request: () => void;
  /** Gives ctrl-c back to whoever had it. */
  readonly release: () => void;
}

/** Takes over SIGINT and SIGTERM. `onRequest` is told when the first one came. */
export function takeInterrupt(onRequest: () => void): Interrupt {
  const controller = new AbortController();
  const request = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    onRequest();
  };
  process.on('SIGINT', request);
  process.on('SIGTERM', request);
  return {
    signal: controller.signal,
    request,
    release: () => {
      process.off('SIGINT', request);
      process.off('SIGTERM', request);
    },
  };
}
