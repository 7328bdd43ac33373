import type { Costs } from './virtualRound.js';

/** What one thread count showed about a round, in ms. */
export interface Observed {
  readonly threads: number;
  readonly roundMs: number;
  /** All steps of all actors. */
  readonly workMs: number;
  /** The driver's own. */
  readonly driverMs: number;
  readonly tasks: number;
}

/**
 * Costs that explain what was observed.
 * The driver's time is a line over the number of tasks (half and half where there is but one thread count).
 * The time to wake and be woken is what a round of the fewest threads took beyond work and driver.
 */
export function costsFrom(observed: readonly Observed[]): Costs {
  const [fewest] = [...observed].sort((a, b) => a.threads - b.threads);
  const taskMs = slope(observed) ?? fewest.driverMs / 2 / fewest.tasks;
  const roundMs = Math.max(0, fewest.driverMs - taskMs * fewest.tasks);
  const rest = fewest.roundMs - fewest.workMs / fewest.threads - fewest.driverMs;
  return { taskMs, roundMs, wakeMs: Math.max(0, rest / fewest.tasks) };
}

/** Of the driver's time over tasks, by least squares; null where it has none, or a falling one. */
function slope(observed: readonly Observed[]): number | null {
  const mean = (pick: (one: Observed) => number) =>
    observed.reduce((sum, one) => sum + pick(one), 0) / observed.length;
  const [tasks, driver] = [mean((one) => one.tasks), mean((one) => one.driverMs)];
  let [above, below] = [0, 0];
  for (const one of observed) {
    above += (one.tasks - tasks) * (one.driverMs - driver);
    below += (one.tasks - tasks) ** 2;
  }
  const value = above / below;
  return value > 0 && Number.isFinite(value) && value * tasks <= driver ? value : null;
}
