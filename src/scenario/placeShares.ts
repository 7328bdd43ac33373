import { isCorrupted } from './corruption.js';
import type { Scenario } from './scenario.js';

/** What of a scenario says how many shares are dealt, and to whom. */
export type Dealt = Pick<Scenario, 'workers' | 'seed'> & { readonly data: Pick<Scenario['data'], 'deal'> };

/**
 * Of each worker which of the dealt shares it holds. Each has one of its own; with `data.deal: honest` the
 * shares are dealt to the h honest workers alone, and the k-th corrupted worker holds what the
 * (k mod h)-th honest one does, so that no image is lost to the training (as ByzFL deals them).
 */
export function placeShares(scenario: Dealt): readonly number[] {
  const { count, corrupted } = scenario.workers;
  const all = Array.from({ length: count }, (_, worker) => worker);
  if (scenario.data.deal !== 'honest') return all;
  const honest = count - corrupted;
  let [theirs, own] = [0, 0];
  return all.map((worker) => (isCorrupted(scenario, worker) ? theirs++ % honest : own++));
}

/** How many shares are dealt. */
export function countDealtShares({ data, workers }: Dealt): number {
  return data.deal === 'honest' ? workers.count - workers.corrupted : workers.count;
}
