import { LIST_FIELDS, MAYBE_LIST_FIELDS } from './schema.js';
import type { Path } from './yaml.js';

/** One way to take one item of every list in a value. */
export interface Combination {
  readonly value: unknown;
  /**
   * The items that were taken, outer lists before those in them:
   * the path of the list in the result, and the index.
   */
  readonly picks: readonly Pick[];
}

interface Pick {
  readonly path: Path;
  readonly index: number;
}

/**
 * All ways to take one item of every list in plain data: the first list varies slowest.
 * A list's items may be mappings with lists of their own:
 * those are taken one after the other, for no other item has them.
 * Empty lists are values, and so are those of fields that are lists
 * by themselves: there, a list of lists is what is varied.
 */
export function listCombinations(value: unknown, path: Path = []): Combination[] {
  if (isAxis(value, path)) {
    return value.flatMap((item: unknown, index) =>
      (isValue(item, path) ? [{ value: item, picks: [] }] : listCombinations(item, path)).map((one) => ({
        ...one,
        picks: [{ path, index }, ...one.picks],
      })),
    );
  }
  if (!isMapping(value)) return [{ value, picks: [] }];
  let product: Combination[] = [{ value: {}, picks: [] }];
  for (const [key, inner] of Object.entries(value)) {
    const choices = listCombinations(inner, [...path, key]);
    product = product.flatMap((before) =>
      choices.map((choice) => ({
        value: { ...(before.value as object), [key]: choice.value },
        picks: [...before.picks, ...choice.picks],
      })),
    );
  }
  return product;
}

/** How many combinations there are, without making them. */
export function countCombinations(value: unknown, path: Path = []): number {
  if (isAxis(value, path)) {
    return value.reduce(
      (sum: number, item: unknown) => sum + (isValue(item, path) ? 1 : countCombinations(item, path)),
      0,
    );
  }
  if (!isMapping(value)) return 1;
  return Object.entries(value).reduce(
    (product: number, [key, inner]) => product * countCombinations(inner, [...path, key]),
    1,
  );
}

/** The first item of every list that is one of values to be taken in turn. */
export function takeFirst(value: unknown, path: Path = []): unknown {
  if (isAxis(value, path)) return isValue(value[0], path) ? value[0] : takeFirst(value[0], path);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, takeFirst(inner, [...path, key])]),
  );
}

/** The paths of the outermost lists of two values or more that are to be taken in turn. */
export function listAxisPaths(value: unknown, path: Path = []): Path[] {
  if (isAxis(value, path)) return value.length > 1 ? [path] : [];
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => listAxisPaths(inner, [...path, key]));
}

/** Whether a value is a list of values to be taken in turn. */
function isAxis(value: unknown, path: Path): value is readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return !isListField(path) || value.every((item) => Array.isArray(item));
}

/** Whether an item of an axis is a value as it stands, whatever lists are in it. */
function isValue(item: unknown, path: Path): boolean {
  return isListField(path) || (Array.isArray(item) && MAYBE_LIST_FIELDS.includes(path.join('.')));
}

function isListField(path: Path): boolean {
  return LIST_FIELDS.includes(path.join('.'));
}

/** The path in the data with lists of what stands at a path of a combination. */
export function pathWithIndices(path: Path, { picks }: Combination): Path {
  const indicesAt = (length: number) =>
    picks
      .filter((pick) => pick.path.length === length && startsWith(path, pick.path))
      .map(({ index }) => index);
  return [...indicesAt(0), ...path.flatMap((key, at) => [key, ...indicesAt(at + 1)])];
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, at) => path[at] === key);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
