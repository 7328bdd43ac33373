import type { ScenarioEntries } from './findEntries.js';
import type { Scenario } from './scenario.js';

/** Why attacks of a scenario can have no effect, for the user; none where they can. */
export function explainIdleAttacks(
  { workers }: Pick<Scenario, 'workers'>,
  { attacks }: Pick<ScenarioEntries, 'attacks'>,
): string[] {
  return attacks.flatMap(({ entry, setting, workers: own }) => {
    const reason = entry.idle?.(setting, { ...workers, corrupted: own.length }) ?? null;
    return reason === null ? [] : [`the attack ${entry.name} can have no effect: ${reason}`];
  });
}
