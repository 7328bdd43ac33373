import { realpathSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { readBounded } from '../files/readBounded.js';
import { readStandardInput, STANDARD_INPUT } from '../files/readStandardInput.js';
import { expandScenario, type FindPlace } from './expand.js';
import type { ErrorDetails, Place } from '../errors/errorDetails.js';
import { explainGrid } from './explainGrid.js';
import { withoutStaleNotes } from './notes.js';
import { applyOverride, type Override } from './override.js';
import type { Scenario } from './scenario.js';
import { SCENARIO_BYTES_MAX } from './textBounds.js';
import { type Path, parseYaml } from './yaml.js';

/**
 * Reads a scenario file, or standard input where that is `-`;
 * applies overrides in order, fills in the defaults and checks the whole.
 * `training.initial` in the file is relative to the file's
 * folder and must stay inside it; in an override it is any path.
 * `check` is asked last; what it refuses is told with its place.
 * Throws an InputError that names the file, line and column, or the override; of a grid, that it is one.
 */
export function loadScenario(
  file: string,
  overrides: readonly Override[] = [],
  catalogue: Catalogue = builtIn,
  check: CheckScenario = () => undefined,
): Scenario {
  const given = readScenarioInput(file, overrides, catalogue);
  const { input, isOverridden, findPlace, quote } = given;
  const retell = (error: InputError) => nameOverrides(file, overrides, quoteMistakes(error, quote));
  const expand = () => expandScenario(input, { catalogue, placeOf: findPlace });
  const expanded = orRetold(
    expand,
    (error) => explainGrid(file, overrides, given, catalogue) ?? retell(error),
  );
  const scenario = isOverridden(INITIAL) ? expanded : withInitialInside(expanded, file, findPlace(INITIAL));
  orRetold(() => checkAtPlace(scenario, check, findPlace), retell);
  return scenario;
}

/** Throws an InputError for a scenario that is well-formed and yet cannot be run. */
export type CheckScenario = (scenario: Scenario) => void;

/** Checks a scenario; a field that is refused is told with its place. */
export function checkAtPlace(scenario: Scenario, check: CheckScenario, findPlace: FindPlace): void {
  try {
    check(scenario);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { place, field } = error.mistake;
    if (place !== undefined || field === undefined) throw error;
    throw new InputError({ ...error.mistake, place: findPlace(field.split('.')) });
  }
}

/** What stands in a scenario file and in overrides, not checked yet. */
export interface GivenScenario {
  readonly input: unknown;
  readonly isOverridden: (path: Path) => boolean;
  /** Where the value at a path stands: the override, or the place in the file. */
  readonly findPlace: (path: Path) => Place;
  /** The line of the file at a place, with a caret beneath the place. */
  readonly quote: (place: Place) => string | undefined;
}

/** Reads a scenario file, or one that has lists of values in it, and applies overrides in order. */
export function readScenarioInput(
  file: string,
  overrides: readonly Override[],
  catalogue: Catalogue,
): GivenScenario {
  const { value, findPlace, quote } = parseYaml(readText(file), file);
  let input = value;
  for (const override of overrides) input = applyOverride(input, override, catalogue);
  input = withoutStaleNotes(
    input,
    overrides.map(({ path: changed }) => changed),
  );
  const overrideAt = (path: Path) =>
    overrides.findLast((one) => startsWith(path, one.path) || startsWith(one.path, path));
  return {
    input,
    isOverridden: (path) => overrideAt(path) !== undefined,
    findPlace: (path) => overrideAt(path)?.place ?? findPlace(path),
    quote,
  };
}

/** The path of the one field that names a file. */
export const INITIAL: Path = ['training', 'initial'];

/** The scenario with its file of initial parameters resolved, which must lie in the scenario's folder. */
export function withInitialInside(scenario: Scenario, file: string, place: Place): Scenario {
  if (scenario.training.initial === null) return scenario;
  const initial = insideFolder(file, scenario.training.initial, place);
  return Object.freeze({ ...scenario, training: Object.freeze({ ...scenario.training, initial }) });
}

/** What is read; what is refused is told by another error. */
function orRetold<T>(read: () => T, retell: (error: InputError) => InputError): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InputError ? retell(error) : error;
  }
}

/** Several mistakes, each with the line of the file that it stands in; one as it is. */
export function quoteMistakes(error: InputError, quote: GivenScenario['quote']): InputError {
  if (error.mistakes.length === 1) return error;
  const [first, ...others] = error.mistakes.map((mistake): ErrorDetails => ({
    ...mistake,
    quoted: mistake.place && quote(mistake.place),
  }));
  return new InputError([first, ...others]);
}

/** A mistake that shows in the file may be an override's doing: the first is told with them. */
function nameOverrides(file: string, overrides: readonly Override[], error: InputError): InputError {
  const at = error.mistakes.findIndex(({ place }) => place?.file === file);
  if (at < 0 || overrides.length === 0) return error;
  const texts = overrides.slice(0, 4).map(({ place }) => place.file);
  const given = texts.join(', ') + (overrides.length > 4 ? ', ...' : '');
  const [first, ...others] = error.mistakes.map((one, k) => (k === at ? { ...one, given } : one));
  return new InputError([first, ...others]);
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}

function readText(file: string): string {
  const bytes =
    file === STANDARD_INPUT
      ? readStandardInput(SCENARIO_BYTES_MAX)
      : readBounded(file, { bytesMax: SCENARIO_BYTES_MAX, links: true });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError({ place: { file }, problem: 'is not a text in UTF-8' });
  }
}

function insideFolder(file: string, initial: string, place: Place): string {
  const folder = path.dirname(path.resolve(file));
  const resolved = path.resolve(folder, initial);
  if (
    path.isAbsolute(initial) ||
    !resolved.startsWith(folder + path.sep) ||
    isLinkedOutside(resolved, folder)
  ) {
    throw new InputError({
      place,
      field: 'training.initial',
      found: JSON.stringify(initial),
      allowed: 'a file in the folder of the scenario, or any file by --set training.initial=FILE',
    });
  }
  return resolved;
}

/**
 * Whether links lead from a path inside a folder out of it.
 * A missing file leads nowhere: reading it says so.
 */
function isLinkedOutside(file: string, folder: string): boolean {
  try {
    return !realpathSync(file).startsWith(realpathSync(folder) + path.sep);
  } catch {
    return false;
  }
}
