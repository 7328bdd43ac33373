import { type Catalogue } from '../catalogue/catalogue.js';
import { moduleName, type UsedModule } from '../catalogue/usedModule.js';
import { InputError } from '../errors/inputError.js';
import { findEntries } from '../scenario/findEntries.js';
import type { Scenario } from '../scenario/scenario.js';

/** A module as a manifest has it: its files, the module itself first, and which entries it has. No path. */
export type RecordedModule = Omit<UsedModule, 'path'>;

/** The modules that some of the scenarios' names come from, in the order in which they were given. */
export function usedBy(catalogue: Catalogue, scenarios: readonly Scenario[]): UsedModule[] {
  if (catalogue.modules.length === 0) return [];
  const named = new Set(scenarios.flatMap((scenario) => listNames(catalogue, scenario)));
  return catalogue.modules.filter(({ entries }) => entries.some((entry) => named.has(entry)));
}

/** What a scenario names, directly or by its task: kinds and names, as in `rule krum`. */
function listNames(catalogue: Catalogue, scenario: Scenario): string[] {
  const found = findEntries(catalogue, scenario);
  const { task, model, dataSet, partition, localUpdate, rule, transforms, attacks, measures, schedule } =
    found;
  const all = [
    ...[task, model, dataSet, partition.entry, localUpdate.entry, rule.entry, schedule],
    ...transforms.map(({ transform }) => transform),
    ...measures.map(({ measure }) => measure),
    ...attacks.map(({ entry }) => entry),
  ];
  return all.map(({ kind, name }) => `${kind} ${name}`);
}

/**
 * Throws an InputError unless every module that a run was recorded with was given: `--use` names it.
 * Whether its bytes are the same is for `checkSameModules` to say.
 */
export function checkModulesGiven(
  file: string,
  used: readonly RecordedModule[] | undefined,
  { modules }: Catalogue,
): void {
  for (const recorded of used ?? []) {
    if (findModule(recorded, modules) !== null) continue;
    const [{ file: name, sha256 }] = recorded.files;
    const problem = `the run uses ${name} (${recorded.entries.join(', ')}; SHA-256 ${sha256}), a module of somebody's own`;
    throw new InputError({ place: { file }, field: 'used', problem, allowed: `with --use ${name}` });
  }
}

/**
 * Throws an InputError that names both hashes where a module is not,
 * byte for byte, the one that a run was recorded with.
 */
export function checkSameModules(
  file: string,
  used: readonly RecordedModule[] | undefined,
  { modules }: Catalogue,
): void {
  for (const recorded of used ?? []) {
    const given = findModule(recorded, modules);
    for (const { file: name, sha256 } of recorded.files) {
      const now = given?.files.find((one) => one.file === name)?.sha256 ?? 'nothing';
      if (now === sha256) continue;
      const problem = `${name} is not the file that the run was recorded with`;
      const [found, allowed] = [`SHA-256 ${now}`, sha256];
      throw new InputError({ place: { file }, field: 'used', problem, found, allowed });
    }
    const isOther = given !== null && given.files.length !== recorded.files.length;
    if (isOther) {
      const problem = `${moduleName(given)} imports other files than when the run was recorded`;
      throw new InputError({ place: { file }, field: 'used', problem });
    }
  }
}

/** The module that is given under the name of a recorded one, or with the same bytes. */
function findModule({ files }: RecordedModule, modules: readonly UsedModule[]): UsedModule | null {
  const byName = modules.find((one) => moduleName(one) === files[0].file);
  return byName ?? modules.find((one) => one.files[0].sha256 === files[0].sha256) ?? null;
}
