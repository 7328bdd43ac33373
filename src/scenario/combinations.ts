import type { Path } from './yaml.js';

/** One way to take one item of every list in a value. */
export interface Combination {
  readonly value: unknown;
  /** The items that were taken, outer lists before those in them: the path of the list in the result, and the index. */
  readonly picks: readonly Pick[];
}

interface Pick {
  readonly path: Path;
  readonly index: number;
}

/**
 * All ways to take one item of every list in plain data: the first list varies slowest. A list's items may be mappings with lists
 * of their own: those are taken one after the other, for no other item has them. Empty lists are values.
 */
export function combinationsOf(value: unknown, path: Path = []): Combination[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item: unknown, index) =>
      combinationsOf(item, path).map((one) => ({ ...one, picks: [{ path, index }, ...one.picks] })),
    );
  }
  if (!isMapping(value)) return [{ value, picks: [] }];
  let product: Combination[] = [{ value: {}, picks: [] }];
  for (const [key, inner] of Object.entries(value)) {
    const choices = combinationsOf(inner, [...path, key]);
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
export function combinationCount(value: unknown): number {
  if (Array.isArray(value) && value.length > 0) {
    return value.reduce((sum: number, item: unknown) => sum + combinationCount(item), 0);
  }
  if (!isMapping(value)) return 1;
  return Object.values(value).reduce((product: number, inner) => product * combinationCount(inner), 1);
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
