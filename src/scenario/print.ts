import path from 'node:path';
import { stringify } from 'yaml';
import type { Scenario } from './scenario.js';

/**
 * A scenario as a YAML file with every field written out. Read back from a file in `folder` it gives the same
 * scenario; a file of initial parameters outside of it would have to be given by `--set` again.
 */
export function toYaml(scenario: Scenario, folder: string): string {
  const { initial, ...training } = scenario.training;
  const inside = initial === null ? {} : { initial: path.relative(path.resolve(folder), initial) };
  return stringify({ ...scenario, training: { ...training, ...inside } }, { lineWidth: 0 });
}
