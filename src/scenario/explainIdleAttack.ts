import type { ScenarioEntries } from './findEntries.js';
import type { Scenario } from './scenario.js';

/** Why a scenario's attack can have no effect, for the user; null where it can. */
export function explainIdleAttack(
  { workers }: Pick<Scenario, 'workers'>,
  { attack }: Pick<ScenarioEntries, 'attack'>,
): string | null {
  const reason = attack?.entry.idle?.(attack.setting, workers) ?? null;
  return reason === null ? null : `the attack ${attack!.entry.name} can have no effect: ${reason}`;
}
