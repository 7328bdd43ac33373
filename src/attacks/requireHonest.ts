import type { Refuse } from '../entries/parseOptions.js';
import type { Surroundings } from './attack.js';

/** Refuses an attack on the honest reports where fewer workers are honest than it needs. */
export function requireHonest({ workers, honest }: Surroundings, refuse: Refuse, least = 1): void {
  const { count } = workers;
  if (honest >= least) return;
  refuse('', {
    found: `${count - honest} of ${count} workers corrupted`,
    problem: 'too few honest reports to make its own of',
    allowed: `at most ${count - least} corrupted workers (workers.corrupted)`,
  });
}
