import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { show, showText } from '../errors/show.js';
import { createWorldCheck } from '../rounds/checkWorld.js';
import { findEntries } from '../scenario/findEntries.js';
import type { Grid } from '../scenario/grid.js';
import { loadScenario } from '../scenario/load.js';
import { declaredByDefault } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { defenseText } from '../ui/format.js';
import { parseDefense } from './namedEntry.js';
import { loadScenarioArgument, parseOverrides, scenarioFile, type ScenarioOptions } from './scenarioFile.js';

const OPTION = '--against';
const NAME_MAX = 200;

/**
 * A scenario with its own defense, and with each of others, as a grid of one axis, its own first.
 * A defense is a rule or a chain, with options: `krum:variant=published`, `nnm+median`.
 * One that is there already is left out. What the scenario declares of f goes for all that do not say it.
 * Throws an InputError that names the first defense which the scenario cannot have.
 */
export function loadGridAgainst(
  argument: string,
  texts: readonly string[],
  options: ScenarioOptions,
  catalogue: Catalogue,
): Grid {
  refuseOtherRules(options);
  const names = texts.flatMap(splitList);
  const { check } = createWorldCheck(catalogue);
  const own = loadScenarioArgument(argument, options, catalogue, check);
  const declared = own.defense.declared === declaredByDefault(own) ? {} : { declared: own.defense.declared };
  const file = scenarioFile(argument);
  const others = names.map((name) => {
    const place = { file: `${OPTION} ${showText(name)}` };
    const given = { ...declared, ...parseDefense(name, OPTION) };
    const replaced = { path: ['defense'], value: given, place };
    const scenario = loadScenario(file, [replaced, ...parseOverrides(options)], catalogue, check);
    const title = `${own.name}, defense=${showText(name)}`.slice(0, NAME_MAX);
    return Object.freeze({ ...scenario, name: title });
  });
  const scenarios = withoutRepetitions([own, ...others]);
  const values = scenarios.map((scenario) =>
    defenseText({ scenario, entries: findEntries(catalogue, scenario) }),
  );
  const points = scenarios.map((scenario, index) => ({ at: [index], scenario }));
  return { name: own.name, axes: [{ field: 'defense', values }], points, leftOut: [] };
}

/** A change of the rule in all of them would leave nothing to compare. */
function refuseOtherRules(options: ScenarioOptions): void {
  const other = parseOverrides(options).find(({ path }) => /^defense(\.rule)?$/.test(path.join('.')));
  if (other === undefined) return;
  throw new InputError({ place: other.place, problem: `${OPTION} says already which defenses there are` });
}

/** The items of a list behind commas, but for commas within brackets. */
function splitList(text: string): string[] {
  const items = text.split(/,(?![^[{]*[\]}])/).map((item) => item.trim());
  if (items.every((item) => item !== '')) return items;
  throw new InputError({
    place: { file: OPTION },
    found: show(text),
    allowed: 'defenses behind commas, as in mean,nnm+median',
  });
}

/** Whoever names the scenario's own defense, or one twice, means one run. */
function withoutRepetitions(scenarios: readonly Scenario[]): Scenario[] {
  const byDefense = new Map<string, Scenario>();
  for (const scenario of scenarios) {
    const key = JSON.stringify(scenario.defense);
    if (!byDefense.has(key)) byDefense.set(key, scenario);
  }
  return [...byDefense.values()];
}
