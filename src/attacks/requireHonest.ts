import type { Refuse } from '../entries/parseOptions.js';
import type { Surroundings } from './attack.js';

/** Refuses an attack on the honest reports where fewer workers are honest than it needs. */
export function requireHonest({ workers }: Surroundings, refuse: Refuse, least = 1): void {
  const { count, corrupted } = workers;
  if (count - corrupted >= least) return;
  refuse('', {
    found: `${corrupted} of ${count} workers corrupted`,
    problem: 'too few honest reports to make its own of',
    allowed: `at most ${count - least} corrupted workers (workers.corrupted)`,
  });
}
