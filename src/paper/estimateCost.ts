import { builtIn } from '../catalogue/builtIn.js';
import { findEntries } from '../scenario/findEntries.js';
import { countParticipants } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';

/** A gradient takes about as long as three classifications. */
const GRADIENT = 3;

/**
 * About how much a run takes, in images that are classified;
 * good for nothing but an order among runs of one task.
 */
export function estimateCost(scenario: Scenario): number {
  const { workers, training, data, evaluation } = scenario;
  const { attacks } = findEntries(builtIn, scenario);
  const gradients = attacks.reduce((sum, { entry, setting }) => sum + (entry.gradients?.(setting) ?? 0), 0);
  const adversary = gradients * GRADIENT * workers.batch;
  const evaluated = data.test / evaluation.every;
  return training.rounds * (GRADIENT * countParticipants(scenario) * workers.batch + adversary + evaluated);
}
