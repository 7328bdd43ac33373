let jumpedMs = 0;

/**
 * The one door to the clock for everything below the user interface:
 * ms since the Unix epoch, finer than Date.
 */
export function nowMs(): number {
  return performance.timeOrigin + performance.now() + jumpedMs;
}

/**
 * Makes this thread's clock jump, as a fault to try; what it shows is only ever told, never computed with.
 */
export function jumpClock(ms: number): void {
  jumpedMs += ms;
}

/** Done when all that has been promised until now, and what follows from it at once, is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
