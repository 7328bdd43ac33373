import { type Blocks, meanAndDeviation } from '../../kernels/meanAndDeviation.js';

/** Per coordinate the reports that pass for honest: mu +- z sigma of the corrupted workers' own gradients. */
export interface Box {
  /** mu. */
  readonly centre: Float64Array;
  /** z sigma. */
  readonly reach: Float64Array;
}

/**
 * The box around own gradients; sigma is the population
 * standard deviation. z of either sign spans the same box.
 */
export function boxAround(own: Blocks, z: number): Box {
  const { means, deviations } = meanAndDeviation(own);
  const size = Math.abs(z);
  return { centre: means, reach: deviations.map((deviation) => size * deviation) };
}

/** The value nearest to `value` in the box's coordinate c. */
export function clipped({ centre, reach }: Box, c: number, value: number): number {
  return Math.min(Math.max(value, centre[c] - reach[c]), centre[c] + reach[c]);
}
