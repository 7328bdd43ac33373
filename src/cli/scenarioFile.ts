import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { STANDARD_INPUT } from '../files/readStandardInput.js';
import { explainNoScenario } from '../runs/explainNoRun.js';
import { addChanges, describeOverrides } from '../scenario/describeOverrides.js';
import { type CheckScenario, loadScenario } from '../scenario/load.js';
import { type Override, parseOverride } from '../scenario/override.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Path } from '../scenario/yaml.js';
import { several, wholeNumber } from './arguments.js';
import { type ModuleOptions, takesModules } from './modules.js';
import { nearestName } from '../entries/suggest.js';

const ROUNDS_MAX = 1_000_000;
const NAME_MAX = 200;
const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The scenarios that come with krumble, by name. */
export function bundledScenarios(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * The file that an argument means: a path, `-` for standard input,
 * or the name of a scenario that comes with krumble.
 */
export function scenarioFile(argument: string): string {
  if (argument === STANDARD_INPUT) return argument;
  const names = bundledScenarios();
  const stat = statSync(argument, { throwIfNoEntry: false });
  if (stat?.isDirectory() === false) return stat.isFile() ? argument : refuseStream(argument);
  if (names.includes(argument)) return path.relative(process.cwd(), path.join(FOLDER, `${argument}.yaml`));
  if (stat !== undefined) refuseRecorded(argument);
  // Loading it says what is wrong with it.
  if (existsSync(argument) || /[/\\]/.test(argument)) return argument;
  const nearest = nearestName(argument.replace(/\.ya?ml$/, ''), names);
  throw new InputError({
    place: { file: argument },
    problem: `there is no such file or scenario${nearest ? ` (did you mean ${nearest}?)` : ''}`,
    allowed: 'a YAML file, or a name that krumble list scenarios shows',
  });
}

/** A pipe and the like: what is read once, and may never come. */
function refuseStream(file: string): never {
  const problem = `is not a regular file; what a pipe brings is named ${STANDARD_INPUT}, as in krumble check ${STANDARD_INPUT} < FILE`;
  throw new InputError({ place: { file }, problem });
}

/** Throws an InputError for the folder of a run or of a sweep: it says what to do with it. */
export function refuseRecorded(folder: string): void {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const problem = isFolder ? explainNoScenario(folder, readdirSync(folder)) : null;
  if (problem !== null) throw new InputError({ place: { file: folder }, problem });
}

/** What runs of a file are called where nobody says: by its name without the ending. */
export function scenarioTitle(file: string): string {
  return file === STANDARD_INPUT ? 'standard-input' : path.parse(file).name;
}

/** The options that change a scenario, as they are typed. */
export interface ScenarioOptions extends ModuleOptions {
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly rounds?: string;
}

/** Gives a command the argument that names a scenario and the options that change it. */
export function addScenarioOptions(command: Command, { isOptional = false } = {}): Command {
  return takesModules(command)
    .argument(
      isOptional ? '[scenario]' : '<scenario>',
      'a YAML file, - for standard input, or the name of a scenario that comes with krumble',
    )
    .option('--set <path=value>', 'change a field of the scenario; may be given several times', several)
    .option('--seed <n>', 'the same as --set seed=n')
    .option('--rounds <n>', 'the same as --set training.rounds=n');
}

/**
 * Loads the scenario that an argument means, with the changes that options make to it, and checks it.
 * A changed one is called so: its old name would tell another story.
 */
export function loadScenarioArgument(
  argument: string,
  options: ScenarioOptions,
  catalogue: Catalogue,
  check?: CheckScenario,
): Scenario {
  const overrides = parseOverrides(options);
  const scenario = loadScenario(scenarioFile(argument), overrides, catalogue, check);
  const name = nameChanged(scenario.name, overrides);
  return name === scenario.name ? scenario : Object.freeze({ ...scenario, name });
}

/** A scenario's name with what options change in it, unless they give it a name. */
export function nameChanged(name: string, overrides: readonly Override[]): string {
  const changes = overrides.some(({ path }) => path[0] === 'name') ? [] : describeOverrides(overrides);
  return changes.length === 0 ? name : addChanges(name, `, ${changes.join(', ')}`, NAME_MAX);
}

/** What a folder for such a run is to be called: by the scenario, and what options change in it. */
export function runTitle(argument: string, options: ScenarioOptions): string {
  return [scenarioTitle(scenarioFile(argument)), ...describeOverrides(parseOverrides(options))].join(',');
}

/** The options that change a scenario, as words of a command. */
export function repeatChanges({ set = [], seed, rounds }: ScenarioOptions): string[] {
  return [
    ...set.flatMap((change) => ['--set', change]),
    ...(seed === undefined ? [] : ['--seed', seed]),
    ...(rounds === undefined ? [] : ['--rounds', rounds]),
  ];
}

/** The changes to a scenario that options make. */
export function parseOverrides({ set, seed, rounds }: ScenarioOptions): Override[] {
  const overrides: Override[] = (set ?? []).map((text) => parseOverride(text));
  const shorthand = (path: Path, option: string, text: string, least: number, most: number) =>
    overrides.push({
      path,
      value: wholeNumber(option, text, least, most),
      place: { file: `${option} ${text}` },
    });
  if (seed !== undefined) shorthand(['seed'], '--seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (rounds !== undefined) shorthand(['training', 'rounds'], '--rounds', rounds, 1, ROUNDS_MAX);
  return overrides;
}
