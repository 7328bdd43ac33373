import { widenDeviation } from '../widenDeviation.js';

/** The directions in which a report can leave the mean of the honest ones. */
export const DIRECTIONS = ['unit', 'sign', 'sigma'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * p, by coordinates: mu / |mu| (`unit`), the sign of mu (`sign`), or the standard deviation (`sigma`).
 * A mean of 0 has no direction: `unit` is then 0, and the report stays mu.
 * `deviations`: of the population of h honest rows; `ddof` 1 divides by h - 1 in its place.
 */
export function pointAway(
  direction: Direction,
  { means, deviations }: { readonly means: Float64Array; readonly deviations: Float64Array },
  { rows, ddof }: { readonly rows: number; readonly ddof: 0 | 1 },
): Float64Array {
  if (direction === 'sign') return means.map(Math.sign);
  if (direction === 'sigma') {
    const widening = widenDeviation(rows, ddof);
    return deviations.map((deviation) => deviation * widening);
  }
  const norm = Math.sqrt(means.reduce((sum, mean) => sum + mean * mean, 0));
  return norm === 0 ? means.map(() => 0) : means.map((mean) => mean / norm);
}
