import { listAttacks, NO_ATTACK, type Scenario } from './scenario.js';

/**
 * The same scenario without its attacks: seed, workers and defense stay, and corrupted workers report what
 * honest ones would. What is measured of an attack is left out. null where there is none to leave out.
 */
export function honestTwin(scenario: Scenario): Scenario | null {
  if (listAttacks(scenario).length === 0) return null;
  const { every } = scenario.evaluation;
  return { ...scenario, name: TITLE, attack: { name: NO_ATTACK }, evaluation: { every } };
}

/** One run is the twin of all that differ in their attacks: it has no name of any of them. */
const TITLE = 'without the attack';
