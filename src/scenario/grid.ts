import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { describeErrorDetails, type Place } from '../errors/errorDetails.js';
import { InputError } from '../errors/inputError.js';
import { show, showText } from '../errors/show.js';
import { type Combination, countCombinations, listCombinations, pathWithIndices } from './combinations.js';
import { expandScenario } from './expand.js';
import {
  type CheckScenario,
  checkAtPlace,
  INITIAL,
  quoteMistakes,
  readScenarioInput,
  withInitialInside,
} from './load.js';
import type { Override } from './override.js';
import type { Scenario } from './scenario.js';
import type { Path } from './yaml.js';

/** The most scenarios that a grid may come to. */
export const POINTS_MAX = 10_000;

/** How a grid is read. */
export interface GridOptions {
  /** Whether combinations that are no scenarios are left out, as long as any is left. */
  readonly leaveOut: boolean;
  readonly catalogue?: Catalogue;
  /** Asked of every combination; what it refuses is no scenario. */
  readonly check?: CheckScenario;
}

/** A grid of scenarios: those of a file in which fields have lists of values. */
export interface Grid {
  readonly name: string;
  /** The fields that have lists, in the order of the file, with what stands in each list, as text. */
  readonly axes: readonly Axis[];
  /** One item of each list, in all combinations; the first list varies slowest. */
  readonly points: readonly Point[];
  /** Combinations that were left out, for they are no scenarios; why. */
  readonly leftOut: readonly string[];
}

export interface Axis {
  /** As in `attack.z`. */
  readonly field: string;
  readonly values: readonly string[];
}

export interface Point {
  /** For each axis the index of its value. */
  readonly at: readonly number[];
  readonly scenario: Scenario;
}

/**
 * Reads a scenario file in which any field may have a list of values,
 * and mappings in lists too, and checks every combination.
 * Throws an InputError that names file, line and field for the first that is no scenario,
 * and says how many are not; with `leaveOut` those are left out, as long as any is left.
 * `training.initial` is as for `loadScenario`.
 */
export function loadGrid(
  file: string,
  overrides: readonly Override[],
  { leaveOut, catalogue = builtIn, check = () => undefined }: GridOptions,
): Grid {
  const { input, isOverridden, findPlace, quote } = readScenarioInput(file, overrides, catalogue);
  if (Array.isArray(input)) throw new InputError({ place: { file }, found: 'a list', allowed: 'a mapping' });
  const count = countCombinations(input);
  if (count > POINTS_MAX) {
    throw new InputError({
      place: { file },
      found: `${count} combinations`,
      allowed: `at most ${POINTS_MAX}`,
    });
  }
  const combinations = listCombinations(input);
  refuseNames(combinations, findPlace(['name']));
  const axes = listAxes(combinations);
  const points: Point[] = [];
  const refused: InputError[] = [];
  for (const one of combinations) {
    const placed = (path: Path) => findPlace(pathWithIndices(path, one));
    try {
      let scenario = expandScenario(one.value, { catalogue, placeOf: placed });
      if (!isOverridden(INITIAL)) scenario = withInitialInside(scenario, file, placed(INITIAL));
      checkAtPlace(scenario, check, placed);
      points.push({ at: axes.map(({ field, keys }) => keys.indexOf(buildKey(one, field))), scenario });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused.push(error);
    }
  }
  if (refused.length > 0 && (!leaveOut || points.length === 0)) {
    const many = `${count} combinations, ${refused.length} of them no scenarios (--skip-impossible leaves them out)`;
    const [first, ...others] = quoteMistakes(refused[0], quote).mistakes;
    throw new InputError([{ ...first, ...(count > 1 && { given: many }) }, ...others]);
  }
  const { name } = points[0].scenario;
  const isNamed = points.every(({ scenario }) => scenario.name === name);
  return {
    name: isNamed ? name : 'sweep',
    axes: axes.map(({ field, values }) => ({ field, values })),
    points,
    leftOut: refused.map(({ mistake }) => describeErrorDetails(mistake)),
  };
}

/** A name decides nothing: combinations that differ in it alone would be one run, with one row for all. */
function refuseNames(combinations: readonly Combination[], place: Place): void {
  const names = new Set(combinations.map((one) => buildKey(one, 'name')));
  if (names.size === 1) return;
  throw new InputError({
    ...{ place, field: 'name', found: `${names.size} names` },
    ...{ problem: 'a name decides nothing that could be swept', allowed: 'one name, that of the sweep' },
  });
}

/** An axis, and by what its values are told apart. */
interface KeyedAxis extends Axis {
  readonly keys: readonly string[];
}

/** The outermost lists, in the order of the file, and what stands in them. */
function listAxes(combinations: readonly Combination[]): KeyedAxis[] {
  const fields = new Map<string, Map<string, string>>();
  for (const one of combinations) {
    const outer = one.picks.filter(({ path }) => !one.picks.some((other) => isInside(path, other.path)));
    for (const { path } of outer) {
      const field = path.join('.');
      const values = fields.get(field) ?? new Map<string, string>();
      fields.set(field, values.set(buildKey(one, field), valueText(one, field)));
    }
  }
  return [...fields].map(([field, values]) => ({
    field,
    values: [...values.values()],
    keys: [...values.keys()],
  }));
}

function buildKey({ value }: Combination, field: string): string {
  return JSON.stringify(valueAt(value, field)) ?? '';
}

function valueAt(value: unknown, field: string): unknown {
  let inner = value;
  for (const key of field.split('.')) inner = (inner as Record<string, unknown> | undefined)?.[key];
  return inner;
}

function isInside(path: Path, other: Path): boolean {
  return path.length > other.length && other.every((key, at) => path[at] === key);
}

/** Fields that name what they stand in. */
const NAMING = new Set(['name', 'rule']);

/** What a combination has at a field, short: `1.5`, or `little, z 1.5` of a mapping. */
function valueText({ value }: Combination, field: string): string {
  const inner = valueAt(value, field);
  const formatPart = (part: unknown) => (typeof part === 'string' ? showText(part) : show(part));
  if (typeof inner !== 'object' || inner === null) return formatPart(inner);
  return Object.entries(inner)
    .map(([key, part]) => (NAMING.has(key) ? formatPart(part) : `${key} ${formatPart(part)}`))
    .join(', ');
}
