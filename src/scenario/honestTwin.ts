import { listAttacks, NO_ATTACK, type Scenario } from './scenario.js';

/** One run is the twin of all that differ in their attacks: it has no name of any of them. */
const TITLE = 'without the attack';

/**
 * The same scenario without its attacks: seed, workers and defense stay, and corrupted workers report what
 * honest ones would. What is measured of an attack is left out. null where there is none to leave out.
 */
export function honestTwin(scenario: Scenario): Scenario | null {
  if (listAttacks(scenario).length === 0) return null;
  const { notes: _, ...rest } = scenario;
  const { every } = scenario.evaluation;
  return { ...rest, name: TITLE, attack: { name: NO_ATTACK }, evaluation: { every } };
}
