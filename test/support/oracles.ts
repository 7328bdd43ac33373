import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of reference values: the one that KRUMBLE_ORACLES names, or the project's own. */
export const ORACLES = process.env.KRUMBLE_ORACLES ?? fileURLToPath(new URL('../oracles/', import.meta.url));

/** The parsed oracle files whose names match. */
export function oracleFiles<T>(pattern: RegExp): { name: string; content: T }[] {
  if (!existsSync(ORACLES)) throw new Error(`KRUMBLE_ORACLES: there is no folder ${ORACLES}`);
  return readdirSync(ORACLES)
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => ({ name, content: JSON.parse(readFileSync(path.join(ORACLES, name), 'utf8')) as T }));
}

/** The path of a file beside the oracles. */
export function oraclePath(name: string): string {
  return path.join(ORACLES, name);
}

/** murmur3's 32-bit finaliser of a uint32, scaled to [0, 1): the oracles fill every tensor by it. */
export function hashedUniform(index: number): number {
  let x = index >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Largest difference relative to the largest expected magnitude. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 0;
  let worst = 0;
  for (let k = 0; k < expected.length; k++) {
    scale = Math.max(scale, Math.abs(expected[k]));
    worst = Math.max(worst, Math.abs(actual[k] - expected[k]));
  }
  return actual.length === expected.length ? worst / (scale || 1) : Infinity;
}
