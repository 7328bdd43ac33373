/** The one door to the clock for everything below the user interface: ms since the Unix epoch, finer than Date. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
