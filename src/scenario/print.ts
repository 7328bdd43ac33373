import { stringify } from 'yaml';
import type { Scenario } from './scenario.js';

/** A scenario as a YAML file with every field written out. Reading it back gives the same scenario. */
export function toYaml(scenario: Scenario): string {
  const { initial, ...training } = scenario.training;
  return stringify(
    { ...scenario, training: initial === null ? training : scenario.training },
    { lineWidth: 0 },
  );
}
