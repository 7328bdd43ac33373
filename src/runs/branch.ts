import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Catalogue } from '../catalogue/catalogue.js';
import { describeOption } from '../entries/describeOption.js';
import { type Entry, optionsUnder } from '../entries/entry.js';
import { printable, show } from '../errors/show.js';
import { addChanges, describeOverrides } from '../scenario/describeOverrides.js';
import { expandScenario } from '../scenario/expand.js';
import { applyOverride, type Override } from '../scenario/override.js';
import { withoutStaleNotes } from '../scenario/notes.js';
import { declaredByDefault } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { InputError } from '../errors/inputError.js';
import { findEntries, type ScenarioEntries } from '../scenario/findEntries.js';
import { readBuild } from './build.js';
import { environment, type Manifest, recordUsed, scenarioAt } from './manifest.js';

const NAME_MAX = 200;

/** What a branch is made of. */
export interface Branching {
  /** The folder of the run that is left. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly catalogue: Catalogue;
  /** How many of its rounds are taken over. */
  readonly from: number;
  /** Digest of the last of them. */
  readonly digest: string;
  readonly overrides: readonly Override[];
  /** Of this krumble, which will play the rest. */
  readonly version: string;
}

/**
 * The manifest of a branch: a run with the first `from` rounds of another one and a changed scenario.
 * The changed scenario is the one that played round `from` there, or would have.
 * Throws an InputError that names the override that cannot be.
 */
export function branchManifest(branching: Branching): Manifest {
  const { folder, manifest, catalogue, from, digest, overrides, version } = branching;
  const scenario = changeScenario(scenarioAt(manifest, from), branching);
  const inherited = manifest.history.find(({ until }) => until === from)?.change ?? [];
  const chapter = {
    until: from,
    scenario: scenarioAt(manifest, from - 1),
    run: printable(path.basename(path.resolve(folder))).slice(0, NAME_MAX) || 'run',
    digest,
    change: [
      ...inherited,
      ...overrides.map(({ path: keys, value }) => `${keys.join('.')}=${JSON.stringify(value)}`),
    ],
  };
  const before = manifest.history.filter(({ until }) => until < from);
  const history = [...before, chapter];
  const { build: _build, used: _used, ...rest } = manifest;
  const scenarios = [scenario, ...history.map((one) => one.scenario)];
  return {
    ...rest,
    krumble: version,
    ...environment(),
    scenario,
    history,
    build: readBuild(),
    ...recordUsed(catalogue, scenarios),
  };
}

function changeScenario(
  parent: Scenario,
  { overrides, from, catalogue }: Pick<Branching, 'overrides' | 'from' | 'catalogue'>,
): Scenario {
  const at = (keys: readonly (string | number)[]) =>
    overrides.findLast((one) => keys.every((key, k) => k >= one.path.length || key === one.path[k]));
  let input: unknown = withoutDefaults(parent, findEntries(catalogue, parent));
  for (const override of overrides) input = applyOverride(input, override, catalogue);
  input = withoutStaleNotes(
    input,
    overrides.map(({ path: changed }) => changed),
  );
  if (!at(['name'])) input = { ...(input as object), name: branchName(parent.name, overrides, from) };
  const scenario = expandScenario(input, { catalogue, placeOf: (keys) => at(keys)?.place });
  const refuse = (field: string, found: unknown) => {
    const place = at(field.split('.'))?.place;
    throw new InputError({ place, field, found: show(found), problem: 'a branch cannot change it' });
  };
  if (scenario.task !== parent.task) refuse('task', scenario.task);
  if (!isDeepStrictEqual(scenario.model, parent.model)) refuse('model', scenario.model);
  if (scenario.training.initial !== parent.training.initial)
    refuse('training.initial', scenario.training.initial);
  if (scenario.training.rounds > from) return scenario;
  throw new InputError({
    place: at(['training', 'rounds'])?.place,
    field: 'training.rounds',
    found: String(scenario.training.rounds),
    allowed: `more than ${from}, where the branch begins`,
  });
}

/** What follows from other fields by default is to follow from them again, when they change. */
function withoutDefaults(scenario: Scenario, { attacks, rule }: ScenarioEntries): unknown {
  const { declared, ...defense } = scenario.defense;
  const settings = attacks.map(({ entry, setting }) => withoutDefaultOptions(entry, setting));
  const defended = withoutDefaultOptions(rule.entry, defense);
  return {
    ...scenario,
    attack: settings.length > 1 ? settings : (settings[0] ?? scenario.attack),
    defense: declared === declaredByDefault(scenario) ? defended : { ...defended, declared },
  };
}

function withoutDefaultOptions<T extends { readonly variant?: string }>(
  entry: Entry,
  setting: T,
): Partial<T> {
  const shape = optionsUnder(entry, setting.variant ?? null);
  const isDefault = ([key, value]: [string, unknown]) =>
    key in shape && isDeepStrictEqual(describeOption(key, shape[key]).default, value);
  return Object.fromEntries(Object.entries(setting).filter((one) => !isDefault(one))) as Partial<T>;
}

function branchName(name: string, overrides: readonly Override[], from: number): string {
  const changes = describeOverrides(overrides, { repeats: true }).join(', ');
  return addChanges(printable(name), `, from round ${from} with ${changes}`, NAME_MAX);
}
