import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';
import type { Scenario } from './scenario.js';

/** What of a scenario says who is corrupted. */
export type Placed = Pick<Scenario, 'workers' | 'seed'>;

/**
 * The corrupted workers, rising: the first ones, or by `workers.placement` those that it lists,
 * or as many as there are, drawn uniformly by the seed.
 */
export function listCorrupted(scenario: Placed): readonly number[] {
  const found = known.get(scenario) ?? find(scenario);
  known.set(scenario, found);
  return found;
}

/** Whether a worker is corrupted. */
export function isCorrupted(scenario: Placed, worker: number): boolean {
  const { corrupted, placement } = scenario.workers;
  return placement === undefined ? worker < corrupted : listCorrupted(scenario).includes(worker);
}

/**
 * Whether a worker counts as honest in means and deviations: those that are not corrupted, with or without an
 * attack; where all are corrupted, all, by their own gradients.
 */
export function isHonest(scenario: Placed, worker: number): boolean {
  const { corrupted, count } = scenario.workers;
  return corrupted === count || !isCorrupted(scenario, worker);
}

/** The workers that are not corrupted, rising. */
export function listHonest(scenario: Placed): readonly number[] {
  const found = knownHonest.get(scenario) ?? findHonest(scenario);
  knownHonest.set(scenario, found);
  return found;
}

/** A scenario is frozen, and who is corrupted in it is asked of each worker and block. */
const known = new WeakMap<Placed, readonly number[]>();
const knownHonest = new WeakMap<Placed, readonly number[]>();

function findHonest(scenario: Placed): readonly number[] {
  const all = Array.from({ length: scenario.workers.count }, (_, worker) => worker);
  return Object.freeze(all.filter((worker) => !isCorrupted(scenario, worker)));
}

function find({ workers, seed }: Placed): readonly number[] {
  const { count, corrupted, placement } = workers;
  if (placement === undefined) return Array.from({ length: corrupted }, (_, worker) => worker);
  const listed =
    placement === 'drawn'
      ? permutation(count, stream(seed, 'corrupted workers')).subarray(0, corrupted)
      : placement;
  return [...listed].sort((a, b) => a - b);
}
